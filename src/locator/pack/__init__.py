"""What is in a city's folder of files, and is it sound?

Schema, reading, checks, and a change laid over files. ``geodata/README.md`` is the format.
May use the ground only; nothing that is not in the files comes out.
"""
