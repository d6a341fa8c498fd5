"""Who offers a room or a teacher, and who needs one?

Offers and needs: one sentence as a query, matching, registering.
May use the venues, the hours and the pack.
"""
