"""``datapackage.json`` of a pack, from the schema, so that any tool of the field can check it.

The form is Frictionless Data Package 1 with Table Schema (specs.frictionlessdata.io).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from locator.pack import schema
from locator.pack.files import headings

if TYPE_CHECKING:
    from locator.pack.model import CityPack
    from locator.pack.schema import Column

_TYPES = {"number": "number", "count": "integer", "year": "integer"}
#: Dates may be a year or a month alone, which no date of Table Schema is.
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
_MIME = {".csv": "text/csv", ".geojson": "application/geo+json", ".toml": "application/toml"}


def datapackage(pack: CityPack, files: list[str]) -> dict[str, Any]:
    """The description of a pack's tables.

    Parameters
    ----------
    pack
        The pack, for its name and its vocabularies.
    files
        Names of its files, with forward slashes.

    Returns
    -------
    dict
        Ready for JSON: a resource a file, those with rows with a Table Schema.
    """
    resources = [_resource(pack, file) for file in files if PurePosixPath(file).suffix in _MIME]
    return {
        "profile": "data-package",
        "name": f"learning-map-{pack.city.code.lower()}",
        "title": pack.city.name,
        "resources": resources,
    }


def _resource(pack: CityPack, file: str) -> dict[str, Any]:
    path, family = PurePosixPath(file), schema.family(file)
    name = file.removesuffix(path.suffix).replace("/", "-").lower()
    common = {"name": name, "path": file, "mediatype": _MIME[path.suffix], "encoding": "utf-8"}
    if family not in schema.TABLES:
        return common | {"profile": "data-resource"}
    fields = [_field(pack, column) for column in schema.TABLES[family].columns]
    table = {"fields": fields, "missingValues": [""], "primaryKey": list(schema.KEYS[family])}
    if file == "units.csv":
        table["foreignKeys"] = [
            {"fields": "parent", "reference": {"resource": "", "fields": "code"}}
        ]
    return common | {"profile": "tabular-data-resource", "schema": table}


def _field(pack: CityPack, column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    codes = list(column.choices) or list(pack.vocabularies.get(column.vocabulary, ()))
    if column.vocabulary == "indicator":
        codes = []  # a plan may name its own
    if codes and column.many:
        one = "|".join(codes)
        limits["pattern"] = f"({one})(;({one}))*"
    elif codes:
        limits["enum"] = codes
    if column.kind == "date":
        limits["pattern"] = _DATE
    if column.kind == "count":
        limits["minimum"] = 0
    if column.low is not None and column.high is not None:
        limits |= {"minimum": column.low, "maximum": column.high}
    field = {
        "name": column.name,
        "title": headings()[column.name].name,
        "type": _TYPES.get(column.kind, "string"),
    }
    if column.kind == "url":
        field["format"] = "uri"
    return field | ({"constraints": limits} if limits else {})
