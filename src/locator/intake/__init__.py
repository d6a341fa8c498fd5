"""Other people's lists → the contract: read, recognise, clean, compare; never publish.

What does this list say? May use the city, the store and the questions below; never a page.
"""
