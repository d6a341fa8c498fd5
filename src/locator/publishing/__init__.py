"""Who may change what, and how does a change get in and out again?

Rights, sign-in, publishing and taking back, reviewing what the public sent.
May use the store, the city, and the intake that recognises what was sent.
"""
