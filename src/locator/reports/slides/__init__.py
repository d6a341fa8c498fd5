"""What stands on each slide?

The deck: its slides, as PowerPoint with native charts, and as PDF.
May use the content and the drawing.
"""
