"""What does a report say?

The report as a model: sections, clauses, charts, lists, then and now; nothing is drawn.
May use the questions, the exports and the wording; no drawing, slide or paper.
"""
