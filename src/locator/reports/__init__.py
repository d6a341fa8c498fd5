"""One report model → slides, document, workbook, figures. Nothing here computes a verdict.

What does a meeting get? May use the exports, the wording and every room below.
"""
