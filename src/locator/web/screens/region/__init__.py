"""How do several cities stand against the same clauses?

The Region page.
May use the parts, the region's figures and the wording.
"""
