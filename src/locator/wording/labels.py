"""Names of the codes of the vocabularies: audiences, topics, statuses and the like."""

from __future__ import annotations

from locator.pack.model import LIST_SEPARATOR
from locator.pack.words import Vocabularies, vocabularies
from locator.wording.catalogue import Lang, pick, t


def vocabulary(name: str, terms: Vocabularies | None = None) -> list[str]:
    """Codes of a vocabulary (audience, topic …) in its order.

    ``terms``, here and below, are the vocabularies of a pack; None: the shared ones.
    """
    return list((terms or vocabularies()).get(name, ()))


def label(vocabulary: str, code: str, lang: Lang, terms: Vocabularies | None = None) -> str:
    """Text of a code of the vocabularies (audience, topic …); an unknown code as it stands."""
    term = (terms or vocabularies()).get(vocabulary, {}).get(code)
    return pick(term.name, term.name_en, lang) if term else code


def labels(vocabulary: str, cell: str, lang: Lang, terms: Vocabularies | None = None) -> str:
    """Texts of all codes in a list cell."""
    codes = [c.strip() for c in cell.split(LIST_SEPARATOR) if c.strip()]
    return t("find.comma", lang).join(label(vocabulary, code, lang, terms) for code in codes)
