"""What lies within a walk of this place?

The circle's map and list.
May use the parts, the circles and the wording.
"""
