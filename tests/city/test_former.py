"""Former units: a link with an old code leads to what became of the unit, where that is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locator.city import City
from locator.pack.read import load_pack
from locator.web.parts import address
from packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path


def successor(code: str, after: str) -> dict[str, str]:
    return {"code": code, "name": f"虚构旧{code}镇", "level": "town", "successor": after,
            "date": "2024", "source": "虚构"}  # fmt: skip # a row a line


def test_old_codes_lead_to_what_the_unit_became(tmp_path: Path) -> None:
    steps = [("990188", "990101"), ("990199", "990101"), ("990177", "990101"), ("990177", "990102")]
    folder = write_pack(tmp_path / "pack", successors=[successor(*step) for step in steps])
    city = City(load_pack(folder))
    # One that was divided is anybody's; one that is still there is itself.
    assert city.former == {"990188": "990101", "990199": "990101"}
    units = city.pack.units.index
    one, many = address.choice(units, "", city.former), address.choices(units, city.former)
    assert [one.read([code]) for code in ("990188", "990101", "990177")] == [
        "990101",
        "990101",
        None,
    ]
    assert many.read(["990199", "990188", "990102", "x"]) == ["990101", "990102"]
