"""How many people have it within reach, where does the next one do most good, what would change?

Demand, travel, reach, fairness, siting and scenarios: pure functions of a pack, data in, data out.
May use coverage, venues, the ways and the pack; knows no language, no store and no page.
"""
