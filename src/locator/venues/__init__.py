"""Which places to learn are there, how near, and how well are they known?

Search by conditions and distance, names of places, nearness, completeness of the lists.
May use the hours, the pack and the ground below.
"""
