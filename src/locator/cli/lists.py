"""Lists: a template to fill in, and the import of what came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from locator.cli import FINE, PROBLEMS, as_json, rows, save, say, site_of
from locator.exports import records
from locator.exports.template.workbook import template
from locator.geo.datum import DATUMS
from locator.intake.model import Answer, Terms
from locator.intake.read import read_upload
from locator.intake.read.limits import UPLOAD_BYTES
from locator.intake.upload import import_upload
from locator.problems import LocatorError, Problem, QueryError
from locator.store.model import Source
from locator.wording.catalogue import Lang, t
from locator.wording.problems import summary

if TYPE_CHECKING:
    import argparse

    from locator.cli import Commands
    from locator.intake.model import Import, Upload
    from locator.pack.model import CityPack


def add(commands: Commands) -> None:
    """The commands of this module."""
    text = commands.text
    form = commands.new("template", _template)
    form.add_argument("--unit", metavar="CODE", required=True, help=text("cli.template_unit"))
    form.add_argument(
        "--layer", action="append", metavar="CODE", default=[], help=text("cli.template_layer")
    )
    form.add_argument("--sharing", action="store_true", help=text("cli.template_sharing"))
    form.add_argument(
        "--out", type=Path, metavar="FILE.xlsx", required=True, help=text("cli.template_out")
    )

    bring = commands.new("import", _import)
    bring.add_argument("file", type=Path, metavar="FILE", help=text("cli.import_file"))
    bring.add_argument(
        "--datum", choices=("auto", *DATUMS), default="auto", help=text("cli.import_datum")
    )
    bring.add_argument("--layer", metavar="CODE", default="", help=text("cli.import_layer"))
    bring.add_argument("--source", metavar="TEXT", default="", help=text("cli.import_source"))
    bring.add_argument("--close-gone", action="store_true", help=text("cli.import_close_gone"))
    bring.add_argument("--hidden", action="store_true", help=text("cli.import_hidden"))
    bring.add_argument(
        "--answer",
        action="append",
        metavar="[SHEET!]ROW=list|known",
        default=[],
        help=text("cli.import_answer"),
    )
    publishing_options(bring, commands)


def publishing_options(command: argparse.ArgumentParser, commands: Commands) -> None:
    """Options of every command that ends in a publication."""
    text = commands.text
    command.add_argument("--dry-run", action="store_true", help=text("cli.import_dry_run"))
    command.add_argument("--by", metavar="NAME", default="", help=text("cli.import_by"))
    command.add_argument("--why", metavar="TEXT", default="", help=text("cli.import_why"))


def _template(args: argparse.Namespace, lang: Lang) -> int:
    sharing = args.sharing or not args.layer
    here = site_of(args).city(args.pack)
    content = template(here.pack, args.unit, args.layer, lang, sharing=sharing, head=here.head)
    save(args.out, content)
    if args.format == "json":
        as_json({"file": str(args.out), "bytes": len(content)})
    say(t("cli.template_written", lang, file=args.out))
    return FINE


def _import(args: argparse.Namespace, lang: Lang) -> int:
    say_who(args)
    catalogue = site_of(args).city(args.pack).pack.catalogue
    if args.layer and args.layer not in catalogue.layers:
        known = ", ".join(catalogue.layers)
        raise QueryError(Problem("error", "query.layer", value=args.layer, params={"known": known}))
    try:
        with args.file.open("rb") as file:
            # One byte more than is taken: enough to say that there are too many.
            upload = read_upload(args.file.name, file.read(UPLOAD_BYTES + 1))
    except OSError as failure:
        raise _file_problem("cli.not_read", args.file, failure) from None
    terms = Terms(
        args.datum,
        layer=args.layer,
        source=args.source,
        close_gone=args.close_gone,
        hidden=args.hidden,
        answers=dict(map(_answer, args.answer)),
    )
    return bring_in(upload, terms, args, lang)


def _answer(text: str) -> tuple[tuple[str, int], Answer]:
    """A row and which holds of it, as ``--answer`` has them: ``图书馆!12=list``.

    Raises
    ------
    QueryError
        The text is none.
    """
    where, _, said = text.rpartition("=")
    sheet, _, row = where.rpartition("!")
    for answer in get_args(Answer):
        if said == answer and row.isdecimal():
            return (sheet, int(row)), answer
    raise QueryError(Problem("error", "cli.answer", column="--answer", value=text))


def say_who(args: argparse.Namespace) -> None:
    """Demand who publishes and why, before any work is done.

    Raises
    ------
    QueryError
        One is missing and it is no dry run.
    """
    if not args.dry_run and not (args.by.strip() and args.why.strip()):
        raise QueryError(Problem("error", "cli.import_who"))


def bring_in(upload: Upload, terms: Terms, args: argparse.Namespace, lang: Lang) -> int:
    """Report on an upload and, unless it is a dry run or has errors, publish it."""
    here = site_of(args).city(args.pack)
    result = import_upload(site_of(args), args.pack, upload, terms)
    show_import(result, here.pack, args.format, lang)
    # Where all rows wait for an answer nothing is done either.
    waits = not result.changes and any("waits" in problem.params for problem in result.problems)
    if waits or any(problem.severity == "error" for problem in result.problems):
        return PROBLEMS
    if not args.dry_run and result.changes:
        entry = site_of(args).publish(
            args.pack,
            result.changes,
            by=args.by,
            why=args.why,
            source=Source(upload.name, upload.sha256),
            head=here.head,
        )
        say(t("cli.import_published", lang, number=entry.number, rows=entry.rows))
    return FINE


def show_import(result: Import, pack: CityPack, form: str, lang: Lang) -> None:
    """Problems of an import, its difference, its effect on verdicts."""
    answer = records.imported(result, lang)
    if form == "json":
        as_json(answer)
    else:
        columns = ("severity", "file", "sheet", "row", "column", "value", "message")
        rows(answer["problems"], columns, form)
    found = answer["difference"]
    counts = {name: len(found[name]) for name in ("new", "changed", "gone", "possible_duplicates")}
    say(t("cli.import_difference", lang, **counts))
    for sentence in summary(result.verdicts, pack.requirements, lang):
        say(sentence)


def _file_problem(key: str, file: Path, failure: OSError) -> LocatorError:
    reason = failure.strerror or str(failure)
    return QueryError(Problem("error", key, str(file), params={"reason": reason}))
