"""How does an answer look on a map?

Answers become folium maps; the only place where text enters one, and it enters as text.
May use the wording and every room below it; no page and no report.
"""
