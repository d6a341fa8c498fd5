"""What is pinned to the cells of a list is a remark: it is asked about, and not published."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment

from locator.intake.model import Terms
from locator.intake.read import read_upload
from locator.intake.upload import understand
from uploads import zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from locator.pack.model import CityPack

HEADINGS = ["名称", "所在镇"]
ROWS = [HEADINGS, *([f"虚构{c}老年学校", "沙溪镇"] for c in "甲乙丙")]
#: Rows and columns, from 1, with what is pinned to them.
CLOSED, OPEN = (3, 2), (4, 1)
PINNED = {CLOSED: "此校去年停办", OPEN: "每周一上课"}
THREAD = "[线程批注]\n\n所作的任何改动都将被删除。\n\n注释:\n    "
KIND = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/></manifest:manifest>"""
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="名单">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def xlsx(pinned: dict[tuple[int, int], str]) -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for (row, column), text in pinned.items():
        book.active.cell(row, column).comment = Comment(text, "虚构")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(pinned: dict[tuple[int, int], str]) -> bytes:
    def cell(at: tuple[int, int], text: str) -> str:
        note = (
            f"<office:annotation><dc:creator>虚构</dc:creator><text:p>{pinned.get(at, '')}</text:p>"
            "</office:annotation>"
        )
        inner = f"{note if at in pinned else ''}<text:p>{text}</text:p>"
        return f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'

    rows = "".join(
        f"<table:table-row>{''.join(cell((y, x), c) for x, c in enumerate(row, 1))}"
        "</table:table-row>"
        for y, row in enumerate(ROWS, 1)
    )
    content = ODS.format(rows=rows)
    return zipped({"mimetype": KIND, "META-INF/manifest.xml": MANIFEST, "content.xml": content})


@pytest.mark.parametrize("made", [xlsx, ods], ids=lambda made: made.__name__)
def test_a_comment_that_a_place_closed_is_asked(
    suzhou: CityPack, made: Callable[[dict[tuple[int, int], str]], bytes]
) -> None:
    upload = read_upload(f"老年学校.{made.__name__}", made(PINNED))
    [sheet] = upload.sheets
    assert sheet.comments == {(r, HEADINGS[c - 1]): text for (r, c), text in PINNED.items()}
    result = understand(upload, suzhou, Terms(layer="senior_school"))
    assert [row.name for row in result.difference.new] == ["虚构甲老年学校", "虚构丙老年学校"]
    [asked] = [p for p in result.problems if p.key == "intake.state_asked"]
    assert (asked.row, asked.column, asked.value) == (CLOSED[0], "批注", PINNED[CLOSED])
    assert not any(PINNED[OPEN] in str(change.after) for change in result.changes)


def test_a_thread_says_only_what_was_written(suzhou: CityPack) -> None:
    pinned = {OPEN: THREAD + PINNED[OPEN]}
    result = understand(read_upload("a.xlsx", xlsx(pinned)), suzhou, Terms(layer="senior_school"))
    assert len(result.difference.new) == len(ROWS) - 1


@pytest.mark.parametrize(
    ("text", "new"), [("本表为拟建学校", 0), ("请选开放/停办/在建", len(ROWS) - 1)]
)
def test_a_comment_on_a_heading_speaks_of_all_rows(suzhou: CityPack, text: str, new: int) -> None:
    result = understand(
        read_upload("a.xlsx", xlsx({(1, 1): text})), suzhou, Terms(layer="senior_school")
    )
    assert len(result.difference.new) == new


def test_lines_below_many_tags_are_counted_once() -> None:
    """Before, each line of a text went through all tags that were open: seconds for a kilobyte."""
    deep = "<x>" * 8000 + "a\n" * 80_000 + "</x>" * 8000
    row = f'<table:table-row><table:table-cell office:value-type="string">{deep}</table:table-cell>'
    content = ODS.format(rows=f"{row}</table:table-row>")
    data = zipped({"mimetype": KIND, "META-INF/manifest.xml": MANIFEST, "content.xml": content})
    began = time.process_time()
    read_upload("a.ods", data)
    assert time.process_time() - began < 2
