"""Where can I learn, near here, on that day?

The filters of Find.
May use the parts, the venues and the wording.
"""
