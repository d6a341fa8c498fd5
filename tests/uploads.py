"""Files as strangers send them, made for tests: sound ones and such as are meant to do harm."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import openpyxl

from locator.intake.read import read_upload
from locator.wording.catalogue import LANGUAGES
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_FRAME = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>{styles}
</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="名单">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
_ODS_MANIFEST = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>"""


def open_document(styles: Mapping[str, str], rows: Iterable[Iterable[str]]) -> bytes:
    """An .ods of rows of cells, which are elements, with the styles of cells by name."""
    styled = "".join(
        f'<style:style style:name="{name}" style:family="table-cell">{properties}</style:style>'
        for name, properties in styles.items()
    )
    lines = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    content = _ODS_FRAME.format(styles=styled, rows=lines)
    parts = {"mimetype": _ODS, "META-INF/manifest.xml": _ODS_MANIFEST, "content.xml": content}
    return zipped(parts)


def unzipped(data: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook_with(parts: Mapping[str, bytes | str]) -> bytes:
    """A sound workbook with some of its parts replaced, or added."""
    return zipped(unzipped(saved(workbook(["名称"], ["甲"]))) | dict(parts))


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def written(frame: gpd.GeoDataFrame, name: str, **options: object) -> dict[str, bytes]:
    """Files that GDAL writes for a frame, by ending."""
    with TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / name, **options)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def shapefile_zip(parts: Mapping[str, bytes], stem: str = "层") -> bytes:
    return zipped({f"{stem}{ending}": content for ending, content in parts.items()})


def geojson(*features: object, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def nested_wkb(depth: int) -> bytes:
    """Collections within collections: GEOS reads them by calling itself."""
    return (b"\x01" + struct.pack("<II", 6, 1)) * depth + b"\x01" + struct.pack("<Idd", 1, 1, 2)


def keys(name: str, data: bytes) -> list[str]:
    upload = read_upload(name, data)
    for problem in upload.problems:
        assert problem.file == upload.name
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return [problem.key for problem in upload.problems]
