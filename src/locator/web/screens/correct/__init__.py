"""What does a resident tell us of a venue? The page on which an error is reported.

May use the shared parts and every room below; no other screen.
"""
