"""How does it stand in a province, or in the nation?

Each city answers by itself, here or on Dask, from its pack and what was published; the answers are
then rolled up. May use a site, its cities and every question below; knows no words.
"""
