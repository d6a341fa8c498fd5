"""The city that a question is asked of: as it is, or with a scenario laid over it, then marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locator.cli import say, site_of
from locator.problems import Problem, Problems, QueryError
from locator.wording.catalogue import t
from locator.wording.problems import problem_text

if TYPE_CHECKING:
    import argparse

    from locator.city import City
    from locator.cli import Commands
    from locator.exports.records import Record
    from locator.reach.scenario import Scenario
    from locator.wording.catalogue import Lang


def scenario_option(command: argparse.ArgumentParser, commands: Commands) -> None:
    """The option by which a scenario is laid over the city."""
    command.add_argument(
        "--scenario", metavar="FILE", default="", help=commands.text("cli.with_scenario")
    )


def city_of(args: argparse.Namespace, lang: Lang) -> City:
    """The city of a command, with the scenario of its option; what of that no longer fits is said.

    Raises
    ------
    LocatorError
        There is no such scenario, or it is another city's.
    """
    city = site_of(args).city(args.pack)
    if not args.scenario:
        return city
    after, misfits = city.what_if(scenario_named(args, city, args.scenario))
    say(t("scenario.mark", lang))
    for misfit in misfits:
        say(problem_text(misfit, lang))
    return after


def scenario_named(args: argparse.Namespace, city: City, name: str) -> Scenario:
    """The scenario of a file, or else the one of that name that the site keeps.

    Raises
    ------
    LocatorError
        There is none, or it is another city's.
    """
    # Most questions are of no scenario, and what reads one brings a solver along.
    from locator.reach.scenario_file import read_scenario  # noqa: PLC0415 - see above

    code, file = city.pack.city.code, Path(name)
    if file.exists():
        return read_scenario(text_of(file), file.name, code)
    kept = {one.scenario.name: one.scenario for one in site_of(args).store.scenarios(code)}
    if name not in kept:
        params = {"known": ", ".join(kept)}
        raise QueryError(Problem("error", "scenario.none_kept", value=name, params=params))
    return kept[name]


def marked(record: Record, city: City, lang: Lang) -> Record:
    """A record of an answer; of a scenario with its mark in front."""
    if city.scenario is None:
        return record
    return {"mark": t("scenario.mark", lang), "scenario": city.scenario.name} | record


def bytes_of(file: Path) -> bytes:
    """A file that somebody names, which may be as large as an upload.

    Raises
    ------
    LocatorError
        It cannot be read, or is larger.
    """
    # Few commands are given a file; reading lists is not loaded for the others.
    from locator.intake.read.limits import UPLOAD_BYTES  # noqa: PLC0415 - see above

    try:
        with file.open("rb") as opened:
            # One byte more than is taken: enough to say that there are too many.
            data = opened.read(UPLOAD_BYTES + 1)
    except OSError as failure:
        raise _not_read(file, failure.strerror or str(failure)) from None
    if len(data) > UPLOAD_BYTES:
        raise _not_read(file, f"> {UPLOAD_BYTES // 2**20} MB")
    return data


def text_of(file: Path) -> str:
    """Text of such a file, in UTF-8 or as a spreadsheet saves Chinese.

    Raises
    ------
    LocatorError
        As :func:`bytes_of`; or it is no text.
    """
    # As for bytes_of.
    from locator.intake.read.grid import decode  # noqa: PLC0415 - see above

    return decode(Problems(str(file)), bytes_of(file))


def there(file: Path) -> Path:
    """A file that somebody names, which is read where it lies: it may be a whole province.

    Raises
    ------
    LocatorError
        It is not there, or nobody may read it.
    """
    try:
        with file.open("rb"):
            return file
    except OSError as failure:
        raise _not_read(file, failure.strerror or str(failure)) from None


def _not_read(file: Path, reason: str) -> QueryError:
    return QueryError(Problem("error", "cli.not_read", str(file), params={"reason": reason}))
