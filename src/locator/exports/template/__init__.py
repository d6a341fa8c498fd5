"""What does an office fill in?

A workbook of what we know of a unit, which knows the version it was made from.
May use the intake's model and the pack.
"""
