"""What does an answer look like? Its shape, as pydantic models that allow nothing else.

May use the words of the pack and of the questions for what a value can be.
"""
