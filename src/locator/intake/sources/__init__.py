"""Other people's services and extracts → uploads, when an operator asks for them.

What comes back is an :class:`~locator.intake.model.Upload` like that of a file: it goes through
the same report, the same difference and the same publication. Its columns have the names of the
pack's tables; those of coordinates say the datum in brackets, so that a file written of them says
it too.
What does that service say? May use the intake's model; asks only when an operator does.
"""
