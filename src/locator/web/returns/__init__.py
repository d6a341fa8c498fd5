"""What does an office see that follows its link?

Plain HTML without scripts, for a phone on a slow line. May use the returns and what is below.
"""
