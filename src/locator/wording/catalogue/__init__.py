"""The message catalogue: every sentence a person reads, Chinese first, English beside it.

``zh/<namespace>.toml`` and ``en/<namespace>.toml`` hold flat tables ``key = "text"``; the key of
a message is ``<namespace>.<key>``. Placeholders are ``str.format`` fields; ``{n:place|places}`` is
the first word where n is 1, else the second; of more than two words (months) it is the n-th.
Chinese is the source: an English file has exactly the same keys and the same placeholders (a test
holds that).
What is the text of this key in this language? May use nothing but its own files.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal, get_args

from locator.names.latin import translated
from locator.pack.files import headings, sheets, vocabularies

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
#: What a page calls its language (BCP 47).
TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
#: What XML forbids: control characters and lone surrogates.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Counting(Formatter):
    """Fills placeholders, and chooses words by how many there are."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, *others = format_spec.split("|")
        if len(others) == 1:
            return one if str(value) == "1" else others[0]
        if others:
            return [one, *others][int(value) - 1]
        return super().format_field(value, format_spec)


_COUNTING = _Counting()


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """All messages of a language, ``{"namespace.key": text}``."""
    messages: dict[str, str] = {}
    for entry in files(__name__).joinpath(lang).iterdir():
        if entry.name.endswith(".toml"):
            messages |= _namespace(lang, entry.name.removesuffix(".toml"))
    return messages | _namespace(lang, "vocabulary") | _namespace(lang, "sheet")


@cache
def _namespace(lang: Lang, name: str) -> dict[str, str]:
    """The messages of one file; a command that says little reads little."""
    file = files(__name__).joinpath(lang, f"{name}.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {f"{name}.{key}": text for key, text in (_named(lang, name) | table).items()}


def _named(lang: Lang, namespace: str) -> dict[str, str]:
    """The names that are data: ``vocabulary.topic_law``, ``column.address``, ``sheet.needs``."""
    if namespace == "vocabulary":
        tables = vocabularies()
        named = {f"{table}_{code}": e for table in tables for code, e in tables[table].items()}
    else:
        named = {"column": headings, "sheet": sheets}.get(namespace, dict)()
    return {key: e.name if lang == "zh" else e.name_en for key, e in named.items()}


def t(key: str, lang: Lang, /, **params: object) -> str:
    """Text of a message with its placeholders filled.

    Raises
    ------
    KeyError
        The catalogue has no such message: a defect of the program, never of its input.
    """
    template = _namespace(lang, key.partition(".")[0])[key]
    if "|" in template:  # few do, and this takes ten times as long
        return _COUNTING.vformat(template, (), params)
    return template.format_map(params) if params else template


def pick(zh: str, en: str, lang: Lang) -> str:
    """Name of a thing in the data; in English without an English form, translated by rules."""
    return zh if lang == "zh" else en or translated(zh)


def printable(text: str) -> str:
    """Text from the data as any page, drawing or office file can hold it."""
    return _FORBIDDEN.sub("", text)
