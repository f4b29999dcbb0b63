"""The commands and options of the command line; `--help` of each is complete and enough to use it."""

from __future__ import annotations

import argparse
import datetime

from analytics.cli.tables import TABLES
from analytics.risk.landmarks import LANDMARKS, OUTCOMES
from analytics.therapists.results import MEASURES

VIEWS = (
    "overview",
    "outcomes",
    "alliance",
    "caseload",
    "course",
    "decomposition",
    "evidence",
    "quality",
    "therapists",
    "focus",
    "early_warning",
)
_EXITS = """exit status: 0 done · 2 the command line or a setting is wrong · 3 the file is refused or needs an answer
(nothing written) · 4 no or too little data · 5 the store is unusable · 1 a defect"""


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it like 2026-09-30") from None


def _answer(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not an answer; write it like date_order=day_first")
    return key, value


def _common(hidden: bool) -> argparse.ArgumentParser:
    """Options that are accepted before and after the command."""
    parent = argparse.ArgumentParser(add_help=False)
    group = parent.add_argument_group("common options")
    default = {"default": argparse.SUPPRESS} if hidden else {}
    group.add_argument(
        "--data", metavar="DIR", help="data folder (default: the private one; or HOLDFAST_DATA)", **default
    )
    group.add_argument(
        "--sample", action="store_true", help="the made-up practice instead of your own", **default
    )
    group.add_argument(
        "--as", dest="person", metavar="PERSON", help="answer as that person would see it", **default
    )
    group.add_argument(
        "--definitions", metavar="FILE", help="other rules of scoring and counting (TOML)", **default
    )
    group.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else", **default
    )
    group.add_argument("--debug", action="store_true", help="show the traceback of a defect", **default)
    return parent


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="python -m analytics",
        description="Holdfast without a browser: import exports, ask for the numbers of a page, export tables.",
        epilog=_EXITS,
        parents=[_common(hidden=False)],
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    shared = [_common(hidden=True)]
    _import(commands.add_parser("import", parents=shared, help="bring one delivery in", epilog=_EXITS))
    ledger = commands.add_parser("imports", parents=shared, help="what came in when, by whom", epilog=_EXITS)
    ways = ledger.add_mutually_exclusive_group()
    ways.add_argument(
        "--undo", action="store_true", help="take the last import back, up to ten in a row, the first one too"
    )
    ways.add_argument(
        "--redo", action="store_true", help="bring back what was taken back last; possible until the next import"
    )
    _export(commands.add_parser("export", parents=shared, help="one table as a file", epilog=_EXITS))
    _show(commands.add_parser("show", parents=shared, help="the numbers of a page", epilog=_EXITS))
    _sample(
        commands.add_parser(
            "sample", parents=shared, help="write made-up exports with their truth", epilog=_EXITS
        )
    )
    commands.add_parser("check", parents=shared, help="the store's self-check", epilog=_EXITS)
    return top


def _import(command: argparse.ArgumentParser) -> None:
    command.description = (
        "One call is one delivery: files that belong together. An import adds and corrects, keyed by case and "
        "source session number where given, else by client and day; it deletes nothing unless --replace is given."
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="csv, tsv, txt or xlsx")
    command.add_argument("--dry-run", action="store_true", help="only say what would happen")
    command.add_argument("--replace", action="store_true", help="this delivery is the whole practice")
    command.add_argument("--answer", action="append", type=_answer, default=[], metavar="KEY=VALUE",
                         help="settle a question of an earlier try, for example date_order=day_first")  # fmt: skip
    command.add_argument("--profile", metavar="NAME", help="remember answers under this name")
    command.add_argument(
        "--today",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day up to which these data speak (default: the day of the newest session where that is more than 14"
        " days ago, else today; never before the day on show)",
    )


def _export(command: argparse.ArgumentParser) -> None:
    described = "; ".join(f"{name}: {table.grain}" for name, table in TABLES.items())
    command.description = (
        f"Write one table. Cells that a spreadsheet would run as a formula are neutralised. {described}."
    )
    tables = command.add_subparsers(dest="table", metavar="TABLE", required=True)
    for name, table in TABLES.items():
        one = tables.add_parser(name, parents=[_common(hidden=True)], help=table.grain)
        one.description = f"{table.grain}. Columns: {', '.join(table.columns)}."
        if table.optional:
            one.description += f" And {table.optional}, last, where the practice's exports brought it."
        one.add_argument("--out", metavar="FILE", help="where to write it (default: standard output)")
        one.add_argument("--format", choices=("csv", "parquet", "json"), default="csv")


def _show(command: argparse.ArgumentParser) -> None:
    command.description = f"The numbers of a page. Views: {', '.join(VIEWS)}."
    command.add_argument("view", metavar="VIEW", help=" | ".join(VIEWS))
    command.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="first day of the period")
    command.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="last day of the period")
    command.add_argument("--site", help="one site, as the export writes it")
    command.add_argument("--program", help="one programme")
    command.add_argument("--age-group", choices=("adult", "adolescent", "child"))
    command.add_argument("--therapist", metavar="CODE", help="one therapist, by code")
    command.add_argument(
        "--landmark",
        type=int,
        choices=LANDMARKS,
        help="early_warning: after which session (default: the definitions'; clients: any)",
    )
    command.add_argument(
        "--outcome", choices=OUTCOMES, help="early_warning, caseload: what is foretold (default: the definitions')"
    )
    command.add_argument(
        "--measure",
        choices=tuple(MEASURES),
        default="early_alliance",
        help="of the view therapists (default: early_alliance)",
    )
    command.add_argument(
        "--episodes", choices=("closed", "open", "all"), help="default: what the definitions say"
    )


def _sample(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Write the exports of a made-up practice, in two layouts, with everything that is true about it."
    )
    command.add_argument(
        "--out", default="holdfast-sample", metavar="DIR", help="folder (default: holdfast-sample)"
    )
    command.add_argument("--clients", type=int, metavar="N", help="number of clients (default: 1200)")
    command.add_argument("--therapists", type=int, metavar="K", help="number of therapists (default: 24)")
    command.add_argument("--seed", type=int, metavar="S", help="another seed, another practice")
