"""Are these two names the same name?

The one normaliser of names, romanisation, everyday names and former units.
May use the problems only.
"""
