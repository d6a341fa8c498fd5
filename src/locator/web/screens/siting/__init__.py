"""选址推演: who lives too far, how evenly is it spread, where do the next ones go?

May use reach, its sentences, maps and exports.
"""
