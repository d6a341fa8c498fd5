"""What a text says that is not understood."""


class Misread(Exception):  # noqa: N818 - no fault of the program: the text says nothing sure
    """The text holds something that is not understood, so nothing of it is certain."""
