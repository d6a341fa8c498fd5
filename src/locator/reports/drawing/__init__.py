"""How does a chart or a map of a report look?

Charts and maps as shapes on a canvas, as SVG, as PDF: one drawing for screen, slide and paper.
May use the content.
"""
