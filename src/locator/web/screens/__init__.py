"""What does each page draw?

One folder a page; the thin files in ``pages/`` call it.
May use the parts and every room below; no other screen.
"""
