"""How does a report come to be? From a city and a person's choices, with its maps and charts.

Building draws. May use the content, the drawing, and every room below the reports.
"""
