"""Which cities an area code of telephones is of, for ``locator.pack.elsewhere``.

From the geocoding data of the PyPI package phonenumbers (Apache-2.0), which is needed only here.
A code some of whose cities are not in ``geodata/divisions.csv`` is left out: nobody knows then
whose it is. Run ``python geodata/build/area_codes.py`` where that package is installed.
"""

from __future__ import annotations

import csv
import re
from importlib import import_module
from pathlib import Path

#: Loaded by name, since nothing else of ours needs it and no group declares it.
GEOCODE_DATA = import_module("phonenumbers.geodata").GEOCODE_DATA
GEODATA = Path(__file__).resolve().parents[1]
CHINA = "86"
#: Without the zero: 10, 21, and three digits from 310 on.
AREA_CODE = re.compile(r"86(10|2\d|[3-9]\d\d)")
ENDING = re.compile("(?:壮族|回族|维吾尔)?自治区$|地区$|[省市盟]$")


def build() -> None:
    """Write ``area_code,cities``: with its zero, and codes of prefectures joined by semicolons."""
    with (GEODATA / "divisions.csv").open(encoding="utf-8") as file:
        divisions = [(row["name"], row["code"]) for row in csv.DictReader(file)]
    provinces = [(ENDING.sub("", n), code[:2]) for n, code in divisions if code.endswith("0000")]
    rows = []
    for prefix, texts in sorted(GEOCODE_DATA.items()):
        if not AREA_CODE.fullmatch(prefix) or "zh" not in texts:
            continue
        stem, province = next(one for one in provinces if texts["zh"].startswith(one[0]))
        below = [(n, c) for n, c in divisions if c.startswith(province) and c[2:] != "0000"]
        own = ENDING.sub("", texts["zh"]) == stem  # 上海市
        names = ENDING.sub("", texts["zh"].removeprefix(stem)).removeprefix("省").split("、")
        codes = [
            province + "0000"
            if own
            else next((c for n, c in below if n.startswith(ENDING.sub("", name))), "")
            for name in names
        ]
        if codes and all(codes):
            cities = sorted({code[:4] + "00" for code in codes})
            rows.append(("0" + prefix.removeprefix(CHINA), ";".join(cities)))
    with (GEODATA / "area_codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("area_code", "cities"), *rows])


if __name__ == "__main__":
    build()
