"""Lists: the template of the whole city, and 10 000 rows from file to difference.

The rows are learning points with name, unit by name, address, phone, hours, audience and a point
in its own county, so that nothing is skipped. Imports are done before the clock starts.
Targets: a template in under 3 s, an import in under 5 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.timing import measure, short
from locator.exports.template.workbook import template
from locator.intake.read import read_upload
from locator.intake.upload import understand
from locator.pack.read import load_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack

_ROWS = 10_000
_REPEATS = 3
_TEMPLATE_S, _IMPORT_S = 3.0, 5.0


def run() -> dict[str, Any]:
    pack = load_pack()
    data = _list(pack)
    result = understand(read_upload("社区书屋.csv", data), pack)
    made = measure(lambda: template(pack, pack.city.code, [], "zh"), _REPEATS).best
    took = measure(lambda: understand(read_upload("社区书屋.csv", data), pack), _REPEATS).best
    return {
        "template_of_the_city": {"seconds": short(made)},
        "import": {
            "rows": _ROWS,
            "changes": len(result.changes),
            "problems": len(result.problems),
            "verdicts": len(result.verdicts),
            "datum": result.datums[0].datum,
            "seconds": short(took),
        },
        "targets": {
            f"template under {_TEMPLATE_S:.0f} s": made < _TEMPLATE_S,
            f"{_ROWS} rows under {_IMPORT_S:.0f} s": took < _IMPORT_S,
        },
    }


def _list(pack: CityPack) -> bytes:
    rng = np.random.default_rng(1)
    units = pack.units
    villages = units[units["level"] == "village"].sample(_ROWS, replace=True, random_state=1)
    names = units["name"]
    # A point where the county's name is written lies in the county.
    lon, lat = (
        units[axis].reindex(villages["county"]).to_numpy() + rng.normal(0, 0.004, _ROWS)
        for axis in ("lon", "lat")
    )
    lines = ["名称,乡镇（街道）,所在单位,地址,电话,开放时间,对象,经度,纬度,点位精度,来源,来源日期"]
    lines += [
        f"虚构学习点{i}号,{names[town]},{name},{name}虚构路{i}号,0512-6{i:07d},"
        f"周一至周五 9:00-1{i % 8}:00,老年人；儿童,{x:.6f},{y:.6f},准确,虚构,2026年6月"
        for i, (name, town, x, y) in enumerate(
            zip(villages["name"], villages["town"], lon, lat, strict=True)
        )
    ]
    return "\n".join(lines).encode()
