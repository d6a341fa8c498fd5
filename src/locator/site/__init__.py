"""What does this installation serve? Its settings, its store and its cities, made once.

May use the city, the store, the pack, the questions' indices and the ground.
"""

from locator.site.site import Site

__all__ = ["Site"]
