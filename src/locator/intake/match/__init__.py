"""Which of our records does this row speak of?

Recognised rows become changes of records: new, altered, gone, or a question to the planner.
May use what is recognised, the venues and the city.
"""
