"""What can be learnt within so many minutes' walk of this place?

A circle around a landmark: who is near, open at the hour, and how far on foot.
May use the venues, the hours and the pack; knows no language.
"""
