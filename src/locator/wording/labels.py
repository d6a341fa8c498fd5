"""Names of the codes of the vocabularies: audiences, topics, statuses and the like."""

from __future__ import annotations

from locator.pack.model import LIST_SEPARATOR
from locator.wording.catalogue import Lang, catalogue, t


def vocabulary(name: str) -> list[str]:
    """Codes of a vocabulary (audience, topic …) in the catalogue's order."""
    prefix = "vocabulary." + name + "_"
    return [key.removeprefix(prefix) for key in catalogue("zh") if key.startswith(prefix)]


def label(vocabulary: str, code: str, lang: Lang) -> str:
    """Text of a code of the vocabularies (audience, topic …); an unknown code as it stands."""
    return catalogue(lang).get(f"vocabulary.{vocabulary}_{code}", code)


def labels(vocabulary: str, cell: str, lang: Lang) -> str:
    """Texts of all codes in a list cell."""
    codes = [c.strip() for c in cell.split(LIST_SEPARATOR) if c.strip()]
    return t("find.comma", lang).join(label(vocabulary, code, lang) for code in codes)
