"""What does this grid mean?

Headers become columns, cells become values, names become units; sure, doubtful or nothing.
May use what is read, the names, the pack and the hours; asks where it is doubtful.
"""
