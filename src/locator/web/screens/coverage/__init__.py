"""What does the plan still lack, and why?

The map of verdicts, the evidence behind one, then and now.
May use the parts, the coverage and the wording.
"""
