"""Is it open, and until when?

What a venue publishes (:mod:`text`) becomes rules, and rules a state at a moment (:mod:`state`).
May use the clock, the problems and the pack; knows no venue.
"""
