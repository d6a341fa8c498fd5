"""Who was asked what in a round, what did they answer, and what does that change?

A round asks units about clauses; each answers over a link of its own, without an account; the desk
reads a return as it reads any import. May use the words, the desk, the site and everything below.
"""
