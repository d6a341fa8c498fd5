"""A return → rows of venues, declarations and figures, with a source that names who said so.

And what the answers say against themselves, which only who asked can see.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locator.names.keys import name_key
from locator.pack.model import LIST_SEPARATOR, NOT_RECOGNISED
from locator.problems import DataName, Problem
from locator.returns.answers import card_of_key, name_proposed
from locator.returns.cards import (
    POPULATION,
    FigureCard,
    VenueCard,
    VillageCard,
    title_of,
    unit_called,
)
from locator.returns.figures import figure_asked_back
from locator.wording.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from locator.intake.model import Import
    from locator.pack.model import CityPack
    from locator.problems import Severity
    from locator.returns.answers import ReturnDraft
    from locator.returns.cards import Card, Record, VillageColumn
    from locator.returns.round import Round

#: Where a position comes from that was tapped on our own drawing.
TAPPED = "tapped"
#: Cells of a place that an office fills in.
PLACE_CELLS = ("name", "address", "phone", "opening_hours", "admission", "recognition")


@dataclass
class ReturnRows:
    """Rows of one or several returns, each with the unit and the key of the answer it is of."""

    #: Rows by table: venues, indicators, and units of which the residents are told.
    tables: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    reporting: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    #: What the answers say against themselves, each with the unit and the key of the answer.
    doubts: list[tuple[str, str, Problem]] = field(default_factory=list)
    #: Key of the answer that each row is of: (table, row of the sheet).
    keys: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def put(self, table: str, unit: str, key: str, cells: Mapping[str, str]) -> None:
        """Add a row of a table."""
        self.tables[table].append(dict(cells))
        self.keys[sheet_of(table), len(self.tables[table]) + 1] = unit, key

    def asked_units(self, imported: Import) -> set[str]:
        """Units of whose rows, or answers, something is asked in what was made of them."""
        places = [(p.sheet, row) for p in imported.problems for row in p.rows or (p.row or 0,)]
        places += [(d.sheet, d.row) for d in imported.difference.possible_duplicates]
        units = {self.keys[place][0] for place in places if place in self.keys}
        return units | {unit for unit, _, _ in self.doubts}

    def declare(self, unit: str, layers: Iterable[str], as_of: str, source: str) -> None:
        """A unit's lists of some layers are complete."""
        for layer in layers:
            self.reporting[unit, layer] = {
                "unit": unit,
                "layer": layer,
                "as_of": as_of,
                "source": source,
            }


def sheet_of(table: str) -> str:
    """A table as people call it: a reviewer never sees the file that it would be."""
    return t(f"desk.table_{table}", "zh")


def rows_of_return(
    into: ReturnRows,
    pack: CityPack,
    round_: Round,
    unit: str,
    cards: Sequence[Card],
    draft: ReturnDraft,
    *,
    source: str,
    day: str,
    only: Collection[str] = (),
) -> None:
    """Add the rows of one return, and what is wrong with it.

    Parameters
    ----------
    source, day
        Who says so, and when it was sent (ISO): on every row.
    only
        Ids of the cards that are meant; none: all.
    """
    writer = _ReturnWriter(into, pack, round_, unit, draft, source, day)
    for card in cards:
        if only and card.id not in only:
            continue
        if isinstance(card, VenueCard):
            writer.venues(card)
        elif isinstance(card, VillageCard):
            writer.villages(card)
        elif isinstance(card, FigureCard):
            writer.figures(card)
    if not only:
        writer.left_over(cards)


@dataclass
class _ReturnWriter:
    """Writes the rows of one unit's return."""

    into: ReturnRows
    pack: CityPack
    round: Round
    unit: str
    draft: ReturnDraft
    source: str
    day: str
    #: Title of the card that is being written.
    title: DataName = field(default_factory=lambda: DataName(""))

    # -- places --------------------------------------------------------------------------------

    def venues(self, card: VenueCard) -> None:
        """One card of places: what is there, gone, new, being built; and whether that is all.

        Where the office ticked so, places whose recognition is blank are not recognised. Whether
        it is all may be unsure or unanswered: what was said of places is written all the same.
        """
        own, self.title = self.draft.value("card", card.id), title_of(card.rules[0])
        state = own.get("state", "")
        blank = NOT_RECOGNISED if own.get("unrecognised") else ""
        stay = [record for record in card.records if not self._gone(record, blank)]
        new = self.draft.under("new", card.id)
        if state == "building":
            self._building(card, own)
        if state == "none" or (state == "building" and own.get("complete")):
            self._none(card, stay, new)
            return
        for number, cells in new.items():
            self._new(card, number, {"recognition": blank} | dict(cells))
        if state == "has" and not stay and not new:
            self._doubt(f"card|{card.id}", "error", "has_but_none")
        elif state == "has" and own.get("complete"):
            self._declare(self.unit, card.layers)

    def _gone(self, record: Record, blank: str) -> bool:
        """Write what was said of a record that is known; whether it is no longer there.

        ``blank`` is what a blank recognition means.
        """
        answer = dict(self.draft.value("venue", record["id"]))
        gone = bool(answer.get("gone"))
        if blank and record["status"] == "open" and not record["recognition"]:
            answer.setdefault("recognition", blank)
        if answer:
            self._known(record, {"status": "closed"} if gone else answer)
        return gone

    def _none(
        self, card: VenueCard, stay: Sequence[Record], new: Mapping[str, Mapping[str, str]]
    ) -> None:
        names = [str(record["name"]) for record in stay if record["status"] != "planned"]
        names += [cells.get("name", "") for cells in new.values()]
        if names:
            self._doubt(
                f"card|{card.id}", "error", "none_but_has", names=tuple(map(DataName, names))
            )
        else:
            self._declare(self.unit, card.layers)

    def _known(self, record: Record, answer: Mapping[str, str]) -> None:
        cells = {name: answer[name] for name in (*PLACE_CELLS, "status") if name in answer}
        key = f"venue|{record['id']}"
        row = {
            "id": str(record["id"]),
            "layer": str(record["layer"]),
            "unit": str(record["unit"]),
            "name": str(record["name"]),
        }
        self._put(key, row | cells | self._position(key, answer))

    def _new(self, card: VenueCard, number: str, answer: Mapping[str, str]) -> None:
        key = f"new|{card.id}|{number}"
        if not answer.get("name"):
            self._doubt(key, "error", "place_unnamed")
            return
        layer = answer.get("layer", card.layers[0] if len(card.layers) == 1 else "")
        if layer not in card.layers:
            self._doubt(key, "error", "layer_unsaid", name=answer["name"])
            return
        unit = answer.get("village") or self.unit
        row = {"layer": layer, "unit": unit, "status": "open"}
        row |= {name: answer[name] for name in PLACE_CELLS if name in answer}
        self._put(key, row | self._position(key, answer))

    def _position(self, key: str, answer: Mapping[str, str]) -> dict[str, str]:
        """Coordinates as they were tapped or pasted, or those of the landmark that was named."""
        tapped = answer.get("position", "").split(",")
        if len(tapped) == 2 and answer.get("datum") == TAPPED:
            spot = {"lon": tapped[0].strip(), "lat": tapped[1].strip()}
            return spot | {"datum": "wgs84", "precision": "street"}
        if answer.get("position"):
            return {
                "position": answer["position"],
                "datum": answer.get("datum", ""),
                "precision": "exact",
            }
        landmark = answer.get("landmark", "")
        if not landmark:
            return {}
        found = landmarks(self.pack, self.unit, landmark)
        if len(found) != 1:
            self._doubt(
                key,
                "warning",
                "landmark_unknown" if not found else "landmark_several",
                landmark=landmark,
            )
            return {}
        lon, lat = found[0]
        note = {"note": t("returns.note_landmark", "zh", landmark=landmark)}
        return {
            "lon": f"{lon:.6f}",
            "lat": f"{lat:.6f}",
            "datum": "wgs84",
            "precision": "street",
        } | note

    def _building(self, card: VenueCard, own: Mapping[str, str]) -> None:
        key = f"card|{card.id}"
        layer = own.get("layer") or (card.layers[0] if len(card.layers) == 1 else "")
        if not own.get("name") or layer not in card.layers:
            self._doubt(key, "warning", "building_unnamed")
            return
        expected = own.get("expected")
        note = {"note": t("returns.note_expected", "zh", expected=expected)} if expected else {}
        row = {"layer": layer, "unit": self.unit, "name": own["name"]}
        self._put(key, row | {"status": "planned"} | note)

    def _put(self, key: str, row: dict[str, str]) -> None:
        dated = {"source": self.source, "source_date": self.day}
        self.into.put("venues", self.unit, key, row | dated)

    # -- villages ------------------------------------------------------------------------------

    def villages(self, card: VillageCard) -> None:
        """The table of villages, column by column."""
        has: dict[str, set[str]] = {}
        for column in card.columns:
            for village, answer in self.draft.under("village", column.id).items():
                if village in column.villages and answer.get("state") == "has":
                    has.setdefault(village, set()).add(column.layers[0])
        for column in card.columns:
            self._column(column, has)

    def _column(self, column: VillageColumn, has: Mapping[str, set[str]]) -> None:
        proposed, self.title = (
            self.draft.value("names", column.id).get("proposed"),
            title_of(column.rule),
        )
        unnamed = []
        for village, answer in self.draft.under("village", column.id).items():
            key, state = f"village|{column.id}|{village}", answer.get("state", "")
            if village not in self.pack.units.index:
                self._doubt(key, "warning", "village_gone", code=village)
                continue
            if village not in column.villages:
                continue
            known = column.known.get(village, ())
            if state == "gone":
                for record in known:
                    self._known(record, {"status": "closed"})
            if state in {"none", "gone"}:
                also = has.get(village, set()) & set(column.layers)
                if also or (known and state == "none"):
                    self._doubt(key, "error", "village_both", village=self._name(village))
                else:
                    self._declare(village, column.layers)
            elif state == "has" and not known:
                layer = column.layers[0]
                name = answer.get("name") or (
                    name_proposed(self.pack, layer, village) if proposed else ""
                )
                if name:
                    self._put(
                        key, {"layer": layer, "unit": village, "name": name, "status": "open"}
                    )
                else:
                    unnamed.append(self._name(village))
        if unnamed:
            self._doubt(
                f"names|{column.id}",
                "warning",
                "village_unnamed",
                n=len(unnamed),
                villages=tuple(unnamed[:5]),
            )

    def _name(self, unit: str) -> DataName:
        return unit_called(self.pack, unit)

    # -- figures -------------------------------------------------------------------------------

    def figures(self, card: FigureCard) -> None:
        """Figures; one that is far from what is known is asked back."""
        for figure in card.figures:
            answer = self.draft.value("figure", figure.code)
            if not answer.get("value"):
                continue
            key = f"figure|{figure.code}"
            year = answer.get("year") or self.round.as_of[:4]
            row = {"unit": self.unit, "source": self.source}
            if figure.code == POPULATION:
                row |= {"population": answer["value"], "population_year": year}
                self.into.put("units", self.unit, key, row)
            else:
                row |= {"indicator": figure.code, "value": answer["value"], "year": year}
                self.into.put("indicators", self.unit, key, row)
            for asked_back in figure_asked_back(self.pack, self.unit, figure, answer):
                self.into.doubts.append((self.unit, key, asked_back))

    # -- the rest ------------------------------------------------------------------------------

    def left_over(self, cards: Sequence[Card]) -> None:
        """Answers about records that went away since the draft was begun: kept, and said."""
        for key, answer in self.draft.answers.items():
            gone = key.startswith("venue|") and answer.value and not card_of_key(key, cards)
            if gone and key.removeprefix("venue|") not in self.pack.venues.index:
                self._doubt(key, "warning", "venue_gone", code=key.removeprefix("venue|"))

    def _declare(self, unit: str, layers: Iterable[str]) -> None:
        self.into.declare(unit, layers, self.round.as_of, self.source)

    def _doubt(self, key: str, severity: Severity, word: str, **params: object) -> None:
        about = {"unit": self._name(self.unit), "title": self.title} | params
        self.into.doubts.append(
            (self.unit, key, Problem(severity, f"returns.{word}", params=about))
        )


def landmarks(pack: CityPack, unit: str, text: str) -> list[tuple[float, float]]:
    """Positions (lon, lat, WGS-84) of the stations, landmarks and estates that a name means.

    Those in the unit's own county come alone if there are any.
    """
    places, key = pack.places, name_key(text)
    names = zip(places["name"], places["aliases"], strict=True)
    hits = [
        key in {name_key(n) for n in (name, *more.split(LIST_SEPARATOR))} for name, more in names
    ]
    found = places[hits]
    counties = found["unit"].map(pack.units["county"])
    near = found[counties == pack.units.at[unit, "county"]]
    rows = near if len(near) else found
    return [(float(lon), float(lat)) for lon, lat in zip(rows["lon"], rows["lat"], strict=True)]
