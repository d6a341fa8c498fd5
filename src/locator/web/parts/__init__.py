"""What do all screens share?

Session state, components, tables, the address; HTML is made here and nowhere else.
May use the wording and every room below; no screen.
"""
