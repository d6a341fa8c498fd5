"""How does somebody take exactly what is seen away?

CSV, XLSX and GeoJSON, the same rows as the screen and the terminal, no formula ever.
May use the wording and every room below it.
"""
