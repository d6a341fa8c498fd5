"""What changed between two snapshots, in words, and as records with those words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from locator.wording.catalogue import Lang, pick, t
from locator.wording.labels import label
from locator.wording.names import name_of

if TYPE_CHECKING:
    from locator.coverage.compare import (
        Cause,
        Comparison,
        Definition,
        Field,
        IndicatorChange,
        VenueChange,
    )
    from locator.coverage.snapshots import Snapshot
    from locator.coverage.successors import UnitChange
    from locator.pack.model import CityPack

Record = dict[str, Any]


def cause_text(cause: Cause, pack: CityPack, lang: Lang) -> str:
    """Why a verdict moved, in a sentence; names as the pack has them now."""
    table, code = (pack.units, cause.unit) if cause.unit else (pack.venues, cause.code)
    name = cause.name
    if code in table.index:
        name = pick(table.at[code, "name"], table.at[code, "name_en"], lang)
    if cause.kind == "venue_changed":
        words = t("store.comma", lang).join(_field(f, pack, lang) for f in cause.fields)
        return t("store.cause_venue_changed", lang, name=name, changes=words)
    if cause.kind in {"declared", "withdrawn"}:
        layers = _layers(cause.code, pack, lang)
        return t(f"store.cause_{cause.kind}", lang, name=name, layers=layers)
    if cause.kind in {"indicator", "population"}:
        [(_, before, after)] = cause.fields
        nothing = t("store.nothing", lang)
        what = label("indicator", cause.code, lang) if cause.kind == "indicator" else ""
        return t(
            f"store.cause_{cause.kind}",
            lang,
            name=name,
            what=what,
            before=before or nothing,
            after=after or nothing,
        )
    return t(f"store.cause_{cause.kind}", lang, name=name)


def definition_text(definition: Definition, pack: CityPack, lang: Lang) -> str:
    """What became of a requirement, and whether its verdicts are compared."""
    title = pick(definition.title, definition.title_en, lang)
    if definition.kind != "changed":
        return t(f"store.definition_{definition.kind}", lang, title=title)
    words = t("store.comma", lang).join(_rule_field(f, pack, lang) for f in definition.fields)
    kind = "reworded" if definition.comparable else "changed"
    return t(f"store.definition_{kind}", lang, title=title, changes=words)


def unit_text(change: UnitChange, pack: CityPack, lang: Lang) -> str:
    """What became of units, and whether their verdicts are compared.

    Names are those of their time; where the pack has the same one, in the language asked for.
    """
    pause = t("store.pause", lang)
    sides = (change.before, change.after)
    known = {
        row["name"]: name_of(row, lang)
        for code, _ in (*change.before, *change.after)
        if code in pack.units.index
        for row in [pack.units.loc[code]]
    }
    codes = [pause.join(code for code, _ in side) for side in sides]
    names = [pause.join(known.get(name, name) for _, name in side) for side in sides]
    return t(
        f"store.unit_{change.kind}",
        lang,
        before=names[0],
        after=names[1],
        old=codes[0],
        new=codes[1],
    )


def _field(given: Field, pack: CityPack, lang: Lang) -> str:
    """A changed field of a venue: what it was and is."""
    name, *values = given
    column = "recognition" if name == "recognised" else name
    before, after = (_venue_value(name, value, pack, lang) for value in values)
    return t("store.field", lang, field=t(f"column.{column}", lang), before=before, after=after)


def _venue_value(name: str, value: str, pack: CityPack, lang: Lang) -> str:
    if name == "recognised":
        return label("answer", value, lang) if value else t("store.nothing", lang)
    if name == "status":
        return label("status", value, lang, pack.vocabularies)
    if name == "layer":
        return _layer(value, pack, lang)
    if name == "unit" and value in pack.units.index:
        unit = pack.units.loc[value]
        return name_of(unit, lang)
    return value


def _rule_field(given: Field, pack: CityPack, lang: Lang) -> str:
    """A changed field of a requirement: what it was and is."""
    name, *values = given
    before, after = (_rule_value(name, value, pack, lang) for value in values)
    return t("store.field", lang, field=t(f"store.rule_{name}", lang), before=before, after=after)


def _rule_value(name: str, value: str, pack: CityPack, lang: Lang) -> str:
    if not value:
        return t("store.nothing", lang)
    if name == "layers":
        return _layers(value, pack, lang)
    if name == "level":
        return label("kind", value, lang)
    if name == "strength":
        return t(f"coverage.strength_{value}", lang)
    if name == "indicator":
        return label("indicator", value, lang)
    return t("vocabulary.answer_yes", lang) if value == "yes" else value


def _layers(codes: str, pack: CityPack, lang: Lang) -> str:
    return t("store.pause", lang).join(_layer(code, pack, lang) for code in codes.split(";"))


def _layer(code: str, pack: CityPack, lang: Lang) -> str:
    layer = pack.catalogue.layers.get(code)
    return code if layer is None else name_of(layer, lang)


# -- as records --------------------------------------------------------------------------------


def snapshot_record(one: Snapshot) -> Record:
    """What a list of snapshots says of one: name, at, by, note, checksum and how many of what."""
    return {
        "name": one.name,
        "at": one.at,
        "by": one.by,
        "note": one.note,
        "checksum": one.checksum,
        "data_date": one.data_date,
        **one.counts,
    }


def comparison_record(comparison: Comparison, pack: CityPack, lang: Lang) -> Record:
    """A comparison ready for JSON: every list in the order of :class:`Comparison`."""
    return {
        "older": comparison.older.name,
        "newer": comparison.newer.name,
        "checksums": [comparison.older.checksum, comparison.newer.checksum],
        "requirements": [
            {**d._asdict(), "fields": _fields(d.fields), "text": definition_text(d, pack, lang)}
            for d in comparison.definitions
        ],
        "totals": [total._asdict() for total in comparison.totals],
        "moves": [
            {
                **move._asdict(),
                "causes": [
                    {**c._asdict(), "fields": _fields(c.fields), "text": cause_text(c, pack, lang)}
                    for c in move.causes
                ],
            }
            for move in comparison.moves
        ],
        "new_venues": _venues(comparison.new_venues),
        "lost_venues": _venues(comparison.lost_venues),
        "changed_venues": _venues(comparison.changed_venues),
        "indicators": [_indicator(change) for change in comparison.indicators],
        "units": [
            {**change._asdict(), "text": unit_text(change, pack, lang)}
            for change in comparison.units
        ],
        "new_units": list(comparison.new_units),
        "lost_units": list(comparison.lost_units),
    }


def _fields(given: tuple[Field, ...]) -> list[dict[str, Any]]:
    return [{"field": name, "before": old, "after": new} for name, old, new in given]


def _venues(changes: tuple[VenueChange, ...]) -> list[Record]:
    return [{**one._asdict(), "fields": _fields(one.fields)} for one in changes]


def _indicator(change: IndicatorChange) -> Record:
    return change._asdict() | {
        side: None if value is None else value._asdict()
        for side, value in (("before", change.before), ("after", change.after))
    }
