"""What is shown to the meeting?

The choices of a report, its slides in the browser, its files.
May use the parts, the reports and the wording.
"""
