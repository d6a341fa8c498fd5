"""What is within a walk, on a sheet for the wall? The poster of a learning circle.

May use circles, the words and the style; knows nothing of the other reports.
"""
