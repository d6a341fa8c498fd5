"""选址推演: who lives too far, how evenly it is spread, where the next ones go."""

from __future__ import annotations

from locator.problems import QueryError
from locator.web.parts import address, markup, state
from locator.web.screens.siting import answers, controls, view
from locator.web.screens.siting.view import SitingView
from locator.wording.catalogue import t
from locator.wording.problems import failure_text


def draw() -> None:
    """The whole page."""
    lang, city = state.language(), state.current_city()
    markup.page_title(t("siting.title", lang), t("siting.purpose", lang))
    fields = view.fields(city.pack)
    address.restore("siting", fields, SitingView)
    controls.draw(city.pack)
    try:
        answers.draw(city, view.current(city.pack))
    except QueryError as failure:
        markup.notice("note", failure_text(failure, lang))
    address.write("siting", fields, SitingView)


draw()
