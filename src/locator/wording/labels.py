"""Names of the codes of the vocabularies: audiences, topics, statuses and the like."""

from __future__ import annotations

from locator.pack.model import LIST_SEPARATOR
from locator.pack.words import vocabularies
from locator.wording.catalogue import Lang, t


def vocabulary(name: str) -> list[str]:
    """Codes of a vocabulary (audience, topic …) in its order."""
    return list(vocabularies().get(name, ()))


def label(vocabulary: str, code: str, lang: Lang) -> str:
    """Text of a code of the vocabularies (audience, topic …); an unknown code as it stands."""
    known = code in vocabularies().get(vocabulary, {})
    return t(f"vocabulary.{vocabulary}_{code}", lang) if known else code


def labels(vocabulary: str, cell: str, lang: Lang) -> str:
    """Texts of all codes in a list cell."""
    codes = [c.strip() for c in cell.split(LIST_SEPARATOR) if c.strip()]
    return t("find.comma", lang).join(label(vocabulary, code, lang) for code in codes)
