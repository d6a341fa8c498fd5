"""How do the cities of a region stand, side by side?

Cities against clauses, the map of the cities, and the share that each has reported.
May use the parts, the region and the wording.
"""
