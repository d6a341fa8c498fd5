"""What stands on each page of the document?

The document: as Word with styles and alternative texts, and as PDF.
May use the content and the drawing.
"""
