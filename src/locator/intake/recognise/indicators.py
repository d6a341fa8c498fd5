"""Tables with an indicator a column: their figures one below the other, as the pack has them."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pandas as pd

from locator.intake.recognise.cells import is_code
from locator.intake.recognise.figures import counted_in, of_part
from locator.intake.recognise.words import PLACES, columns_of, guess_columns, remarks
from locator.names.keys import half_width
from locator.pack.files import headings

if TYPE_CHECKING:
    from locator.intake.model import UploadSheet
    from locator.pack.files import Vocabularies

#: What stands behind the name of an indicator in a heading.
_BEHIND = re.compile(r"[(\[【].*?[)\]】]$|[:/].*$")
#: Headings of what the figures of each row count in, and such a measure.
_MEASURES = re.compile("计量|计数|量纲|数值单位|指标单位|^单位[A-Z ]*$")
_MEASURE = re.compile(
    "(?:[十百千]?万|亿|[十百千])?[人个所名元户位家处项座次门][次]?(?:/.+)?|%|‰|[十百千万亿]+"
)
_OF_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年?度?(?P<rest>.+)")


def figures_in_rows(sheet: UploadSheet, terms: Vocabularies) -> UploadSheet:
    """A sheet with a row for each figure, if its headings name indicators and its rows units.

    专职教师数（百人） over 4 becomes 专职教师数 and 4百; the year of 2024年专职教师数 is kept.
    Rows keep the number of their row in the file. Any other sheet stays as it is.
    """
    sheet = _measured(sheet)
    headers = [str(h) for h in sheet.cells.columns if h not in sheet.hidden_columns]
    named = {header: found for header in headers if (found := _indicator(header, terms))}
    if not named or sheet.geometry is not None:
        return sheet
    rest = [header for header in headers if header not in named]
    known = {guess.column for guess in guess_columns(rest, columns_of("venues")) if guess.sure}
    told = {g.column for g in guess_columns(rest, columns_of("indicators")) if g.sure}
    if not (known | told) & {*PLACES} or "name" in known or told & {"indicator", "value"}:
        return sheet
    indicator, value, year = (headings()[name].name for name in ("indicator", "value", "year"))
    kept = [h for h in sheet.cells.columns if h not in named]
    parts = []
    for header, (of_year, called) in named.items():
        part = sheet.cells[kept].assign(
            **{indicator: called, value: [_counted(c, header) for c in sheet.cells[header]]}
        )
        # What the heading says of the figure besides its name is told beside it.
        part = part.assign(**{year: of_year}) if of_year else part
        aside = "；".join(filter(of_part, remarks(header)))
        parts.append(part.assign(**{header: aside}) if aside else part)
    # Rows of one line of the file stay together.
    cells = pd.concat(parts).fillna("").sort_index(kind="stable").astype("str")
    faults = {
        (row, value if header in named else header): text
        for (row, header), text in sheet.faults.items()
    }
    return dataclasses.replace(sheet, cells=cells, faults=faults)


def _measured(sheet: UploadSheet) -> UploadSheet:
    """A sheet whose figures have behind them what a column says that they count in: 4百人."""
    cells = sheet.cells
    values = [
        g.header
        for g in guess_columns(map(str, cells), columns_of("indicators"))
        if g.column == "value"
    ]
    for header in map(str, cells):
        said = [text for text in cells[header] if text]
        if (
            values
            and said
            and _MEASURES.search(half_width(header))
            and all(map(_MEASURE.fullmatch, said))
        ):
            joined = [
                v + m if v else "" for v, m in zip(cells[values[0]], cells[header], strict=True)
            ]
            cells = cells.assign(**{values[0]: joined}).drop(columns=header)
    return sheet if cells is sheet.cells else dataclasses.replace(sheet, cells=cells)


def _indicator(header: str, terms: Vocabularies) -> tuple[str, str] | None:
    """Year (``""`` for none) and indicator that a heading names, None when it names none."""
    text = half_width(header)
    dated = _OF_YEAR.fullmatch(text)
    year, text = (dated["year"], dated["rest"]) if dated else ("", text)
    bare = _BEHIND.sub("", text).strip()
    return next(
        ((year, name) for name in (text, bare) if name and is_code(name, "indicator", terms)), None
    )


def _counted(cell: str, header: str) -> str:
    """A figure with what its heading counts in, which stands nowhere else any more: 4百."""
    return cell + counted_in(header) if cell.strip() else ""
