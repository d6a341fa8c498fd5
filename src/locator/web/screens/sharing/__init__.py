"""Who shares what?

Offers, the balance of offers and needs, the form to register one.
May use the parts, the sharing and the wording.
"""
