"""选址推演: who lives too far, how evenly it is spread, where the next ones go."""

from __future__ import annotations

from locator.problems import LocatorError
from locator.web.parts import address, markup, planning, state
from locator.web.screens.siting import answers, controls, keeping, scenario, view
from locator.web.screens.siting.view import SitingView
from locator.wording.catalogue import t
from locator.wording.problems import visitor_text


def draw() -> None:
    """The whole page."""
    lang, city = state.language(), state.current_city()
    markup.page_title(t("siting.title", lang), t("siting.purpose", lang))
    fields = view.fields(city.pack)
    address.restore("siting", fields, SitingView)
    controls.draw(city.pack)
    seen = view.current(city.pack)
    planned = seen.question == "scenario"
    try:
        if planned and planning.scenario(city) is None:
            markup.quiet(t("siting.plan_none", lang))
        clicked = answers.draw(city, seen)
        if planned:
            scenario.draw(city, seen, clicked)
            keeping.draw(city)
    except LocatorError as failure:
        markup.notice("note", visitor_text(failure, lang))
    address.write("siting", fields, SitingView)
    answers.solve(city, seen)


draw()
