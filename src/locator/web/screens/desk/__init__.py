"""How does a planner change the data?

Import, difference, publishing, history, review, template.
May use the parts, the intake, the publishing and the wording.
"""
