"""The document of the open API as a page for people.

Plain HTML without a script, so that it reads anywhere and asks nobody else for anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h
from markupsafe import Markup

from locator.api.document import PROBLEMS, limits
from locator.wording.catalogue import LANGUAGES, TAGS, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from htpy import Element, Node

    from locator.api.document import Json
    from locator.wording.catalogue import Lang

_STYLE = Markup("""
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 62rem; margin: 0 auto; padding: 1rem; color: #1c2b2a; background: #fff; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
td:first-child code { white-space: nowrap; }
h2 { border-bottom: 1px solid #ccd5d4; margin-top: 2.5rem; }
section { margin: 1.5rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #e4e9e8; }
a { color: #00665e; }
@media (prefers-color-scheme: dark) {
  body { color: #e4ecea; background: #14201f; } a { color: #6fd0c5; }
  h2, th, td { border-color: #38504d; } }
""")


def page(made: Json, base: str, lang: Lang) -> str:
    """The document as a page of HTML; every address on it is our own."""
    other: Lang = next(other for other in LANGUAGES if other != lang)
    title = made["info"]["title"]
    operations = (
        _operation(f"{method.upper()} {base}{path}", operation, lang)
        for path, item in made["paths"].items()
        for method, operation in item.items()
    )
    shapes = made["components"]["schemas"].items()
    schemas = (_schema(name, schema, lang) for name, schema in shapes)
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.title[title],
        h.style[_STYLE],
    ]
    main = h.main[
        h.h1[title],
        h.p[t("api.about", lang)],
        h.p[
            h.a(href=f"{base}/openapi.json?lang={lang}")[t("api.document", lang)],
            " · ",
            h.a(href=f"{base}/docs?lang={other}", lang=other)[t("app.language_name", other)],
        ],
        h.h2[t("api.limits", lang)],
        h.ul[(h.li[sentence] for sentence in limits(lang))],
        h.h2[t("api.operations", lang)],
        operations,
        h.h2[t("api.problems", lang)],
        h.p[t("api.problems_about", lang)],
        h.ul[
            (
                h.li(id=f"problem-{kind}")[h.code[status], f" {t(f'api.title_{kind}', lang)}"]
                for kind, status in PROBLEMS.items()
            )
        ],
        h.h2[t("api.schemas", lang)],
        schemas,
    ]
    return str(h.html(lang=TAGS[lang])[head, h.body[main]])


def _operation(heading: str, operation: Json, lang: Lang) -> Element:
    must = f" ({t('api.required', lang)})"
    rows = [
        (
            (h.code[parameter["name"]], must if parameter.get("required") else ""),
            _kind(parameter["schema"]),
            parameter.get("description", ""),
        )
        for parameter in operation.get("parameters", ())
    ]
    answers = (
        h.li[
            h.code[status],
            f" {answer['description']}",
            (
                (" · ", h.code[media], " ", _kind(content["schema"]))
                for media, content in answer.get("content", {}).items()
            ),
        ]
        for status, answer in operation["responses"].items()
    )
    return h.section(id=operation["operationId"])[
        h.h3[h.code[heading]],
        h.p[h.strong[operation["summary"]], f" {operation['description']}"],
        rows and _table(rows, lang),
        h.p[t("api.answers", lang)],
        h.ul[answers],
    ]


def _schema(name: str, schema: Json, lang: Lang) -> Element:
    rows = [
        (h.code[field], _kind(inner), inner.get("description", ""))
        for field, inner in schema.get("properties", {}).items()
    ]
    return h.section(id=f"schema-{name}")[h.h3[h.code[name]], _table(rows, lang)]


def _table(rows: Sequence[Sequence[Node]], lang: Lang) -> Element:
    """Names, kinds and meanings one below the other."""
    heads = (h.th[t(f"api.{column}", lang)] for column in ("parameter", "kind", "meaning"))
    return h.div(".scroll")[
        h.table[h.tr[heads], (h.tr[(h.td[cell] for cell in row)] for row in rows)]
    ]


def _kind(schema: Json) -> list[Node]:
    """Type and range of a schema in a few signs."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return [h.a(href=f"#schema-{name}")[h.code[name]]]
    if "anyOf" in schema:
        first, *others = map(_kind, schema["anyOf"])
        return [*first, *(part for other in others for part in (" | ", *other))]
    signs: list[Node] = [str(schema.get("type", ""))]
    if "items" in schema:
        signs += ["<", *_kind(schema["items"]), ">"]
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    for number, choice in enumerate(choices):
        signs += [", " if number else ": ", h.code[str(choice)]]
    if "minimum" in schema or "maximum" in schema:
        signs.append(f" {schema.get('minimum', '')}–{schema.get('maximum', '')}")
    if "default" in schema:
        signs += [" = ", h.code[str(schema["default"])]]
    return signs
