"""Where on the earth is it, and in whose datum?

Datums, distances, areas, hexagons of equal size. Coordinates are longitude, latitude.
May use the problems only.
"""
