"""How long does the way from here to there take?

Along the streets of the city where they are known, else the straight line x detour.
May use the pack; knows no question, no language and no page.
"""

#: Folder in the data folder where networks are kept, a file a city; a pack may bring its own.
NETWORKS, OWN = "networks", "streets.npz"
