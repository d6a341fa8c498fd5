"""Names of the codes of the vocabularies: audiences, topics, statuses and the like."""

from __future__ import annotations

from locator.pack.files import Vocabularies, vocabularies
from locator.pack.model import LIST_SEPARATOR
from locator.wording.catalogue import Lang, pick, t


def vocabulary(name: str, terms: Vocabularies | None = None) -> list[str]:
    """Codes of a vocabulary (audience, topic …) in its order.

    ``terms``, here and below, are the vocabularies of a pack; None: the shared ones.
    """
    return list((terms or vocabularies()).get(name, ()))


def label(vocabulary: str, code: str, lang: Lang, terms: Vocabularies | None = None) -> str:
    """Text of a code of the vocabularies (audience, topic …); an unknown code as it stands."""
    shared = vocabularies().get(vocabulary, {})
    known = shared if terms is None else terms.get(vocabulary, {})
    if known is shared and code in shared:
        return t(f"vocabulary.{vocabulary}_{code}", lang)
    return pick(known[code].name, known[code].name_en, lang) if code in known else code


def labels(vocabulary: str, cell: str, lang: Lang, terms: Vocabularies | None = None) -> str:
    """Texts of all codes in a list cell."""
    codes = [c.strip() for c in cell.split(LIST_SEPARATOR) if c.strip()]
    return t("find.comma", lang).join(label(vocabulary, code, lang, terms) for code in codes)
