"""An upload against a city of a site: the one path of the desk, the terminal and programs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from locator.intake.match.merge import Earlier
from locator.intake.match.rows import PackRows
from locator.intake.recognise.upload import understand
from locator.pack.files import PackFiles
from locator.pack.read import checksum
from locator.problems import Named, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from locator.city import City
    from locator.intake.model import Import, TemplateVersion, Terms, Upload
    from locator.site import Site


def import_upload(
    site: Site, where: str | Path, upload: Upload, terms: Terms | None = None
) -> Import:
    """What a file means for a city as it stands; nothing is written.

    Of a template only what its planner changed is a change: it is compared with the version that
    it was made from. Where that version is not known here, that is said, and rows are compared by
    the dates of their sources.

    Raises
    ------
    LocatorError
        The city cannot be read.
    """
    city = site.city(where)
    version, earlier = upload.version, None
    if version is not None:
        doubt = _misfit(upload, version, city)
        if doubt is None:
            earlier = _earlier(site, where, city, version)
            if earlier is None:
                doubt = Problem("warning", "intake.template_pack", upload.name)
        if doubt is not None:
            upload = replace(upload, problems=(*upload.problems, doubt))
    return understand(upload, city.pack, terms, site.approved(city), earlier)


def _misfit(upload: Upload, version: TemplateVersion, city: City) -> Problem | None:
    """Why a template cannot have been made of this city as it was."""
    own = city.pack.city
    if version.city != own.code:
        params: dict[str, object] = {"city": Named(own.name, own.name_en), "code": own.code}
        return Problem(
            "error", "intake.template_city", upload.name, None, None, version.city, params
        )
    if version.head > city.head:
        params = {"head": city.head}
        value = str(version.head)
        return Problem("warning", "intake.template_head", upload.name, None, None, value, params)
    return None


def _earlier(site: Site, where: str | Path, city: City, version: TemplateVersion) -> Earlier | None:
    """What a template was made from; None when files or log are others by now."""
    rows = PackRows(city.pack.path, site.approved(city, version.head))
    if checksum(PackFiles(city.pack.path, rows.laid)) != version.checksum:
        return None
    since = {
        (change.file, change.key): entry
        for entry in site.history(where)[version.head : city.head]
        for change in site.changes(where, entry.number)
    }
    return Earlier(rows, since)
