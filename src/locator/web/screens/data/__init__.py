"""Where do the data come from, and how complete are they?

Completeness of the lists, sources and licences.
May use the parts, the venues and the wording.
"""
