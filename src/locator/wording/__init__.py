"""How is that said to a person, in Chinese or English?

The only room that turns data into sentences; every sentence stands in its :mod:`catalogue`.
May use every room below; computes nothing that is not a matter of words.
"""
