"""Commands, options and help texts of the command line."""

from __future__ import annotations

import argparse
from typing import Any

from analytics import __version__
from analytics.cli import client_naming, data_protection_arguments, exits
from analytics.cli.export_arguments import add_export
from analytics.cli.options import Parser, answer, day, path, text, wrapped
from analytics.cli.people_arguments import add_audit, add_people
from analytics.cli.report_arguments import add_report
from analytics.ingest import KINDS
from analytics.risk.landmarks import LANDMARKS, OUTCOMES
from analytics.store.aliases import KINDS as KINDS_OF_CODES
from analytics.therapists.results import MEASURES

VIEWS = (
    "overview",
    "outcomes",
    "alliance",
    "caseload",
    "changes",
    "course",
    "decomposition",
    "evidence",
    "quality",
    "therapists",
    "focus",
    "early_warning",
)
_PROGRAM = "python -m analytics"


def _examples(*lines: str, more: str = "") -> str:
    """Return the end of a help text: example commands, an optional extra text, and the exit statuses."""
    shown = "\n".join(f"  {_PROGRAM} {line}" for line in lines)
    return f"examples:\n{shown}\n\n{more}{exits.epilog()}"


def _common(hidden: bool) -> Parser:
    """Return a parser with the options common to all commands; with `hidden`, they have no default values.

    With `hidden`, an option that is not given has no default value and sets no attribute.
    """
    parent = Parser(add_help=False)
    group = parent.add_argument_group("common options")
    default: dict[str, Any] = {"default": argparse.SUPPRESS} if hidden else {}

    def add(name: str, words: str, **more: Any) -> None:
        """Add one option to the group of common options."""
        group.add_argument(name, help=words, **default, **more)

    add("--data", "data folder (default: the private one; or HOLDFAST_DATA)", metavar="DIR", type=path)
    add("--sample", "the made-up practice instead of your own", action="store_true")
    add("--as", "answer as that person would see it", dest="person", metavar="PERSON", type=text)
    add("--definitions", "other rules of scoring and counting (TOML)", metavar="FILE", type=path)
    add("--json", "one JSON document on standard output, nothing else", action="store_true")
    add("--debug", "show the traceback of a defect", action="store_true")
    return parent


def parser(data_folder: str = "") -> Parser:
    """Return the parser of the whole command line; its help text shows the path of the data folder."""
    top = Parser(
        prog=_PROGRAM,
        description=wrapped(
            "Holdfast without a browser: import exports, ask for the numbers of a page, export tables."
        ),
        epilog=_examples(
            "import export.csv",
            "show overview --since 2025-10-01 --json",
            "export sessions --out sessions.xlsx",
            "check",
            more=f"Holdfast {__version__}; data folder: {data_folder}\n\n",
        ),
        parents=[_common(hidden=False)],
    )
    top.add_argument("--version", action="version", version=f"Holdfast {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, words: str, *examples: str) -> Parser:
        """Add one command with its help text and examples; return the command's parser."""
        ends = _examples(*examples)
        return commands.add_parser(name, parents=[_common(hidden=True)], help=words, epilog=ends)

    _import(add("import", "bring one delivery in", "import export.csv", "import clients.csv scores.csv --dry-run",
                "import export.csv --answer date_order=day_first --json"))  # fmt: skip
    _imports(add("imports", "what came in when, by whom, and what it changed", "imports", "imports --undo",
                 "imports --changes", "imports --changes 2 --out changes.xlsx", "imports --json"))  # fmt: skip
    _remembered(add("remembered", "what is remembered about your files", "remembered list",
                    "remembered forget 3fa9c1"))  # fmt: skip
    _aliases(add("aliases", "which codes are one person", "aliases list", "aliases add client C-17 C-1017",
                 "aliases add therapist Schulz Meier", "aliases remove therapist Schulz"))  # fmt: skip
    add_export(add("export", "one table as a file", "export sessions --out sessions.csv",
                   "export episodes --out episodes.xlsx", "export sessions --help"),
               _common(hidden=True), _examples)  # fmt: skip
    _show(add("show", "the numbers of a page", "show overview", "show caseload --as t01",
              "show therapists --measure unplanned --json"))  # fmt: skip
    add_report(add("report", "the printed reports", "report board --since 2026-01-01 --out board.pdf",
                   "report own --as t01 --out week.pdf"))  # fmt: skip
    _sample(
        add("sample", "write made-up exports with their truth", "sample --out made-up --clients 200 --seed 7")
    )
    add_people(
        add("people", "who signs in, with which rights", "people add Anna --role owner", "people list",
            "people add Berg --role therapist --code T01", "people supervise Anna T01 --from 2026-01-01"),
        _common(hidden=True),
    )  # fmt: skip
    add_audit(add("audit", "the log of who did what", "audit", "audit --person Anna --last 10 --json"))
    data_protection_arguments.add_commands(add)
    add("check", "the store's self-check", "check", "check --json").description = wrapped(
        "Names the version, the data folder and the log, and checks everything that lies in the folder."
    )
    served = add("serving", "whether this installation may serve other computers",
                 "serving https://holdfast.example.org")  # fmt: skip
    served.description = wrapped(
        "Says what makes it unsafe to serve other computers under an address, and prints the one-time link of the first "
        "owner where nobody can sign in yet. `start.py --serve ADDRESS` asks it before it starts."
    )
    served.add_argument("address", metavar="ADDRESS", type=text, help="https address of the proxy")
    return top


def _imports(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `imports` to its parser."""
    command.description = wrapped(
        "Everything that was done to the data, the last first: imports with their rows, imports taken back and brought "
        "back, other rules. It lies outside the data, so that it also tells what was taken back."
    )
    ways = command.add_mutually_exclusive_group()
    ways.add_argument(
        "--undo", action="store_true", help="take the last import back, up to ten in a row, the first one too"
    )
    ways.add_argument(
        "--redo",
        action="store_true",
        help="bring back what was taken back last; possible until the next import",
    )
    ways.add_argument("--changes", nargs="?", type=int, const=1, metavar="N",
                      help="what the last import changed, or the Nth last: sessions new, gone, changed")  # fmt: skip
    ways.add_argument(
        "--reconcile", action="store_true",
        help="sessions by month in the latest delivery, held before it, only held, only in it; and what it lacks",
    )  # fmt: skip
    ways.add_argument(
        "--leave-out", action="store_true",
        help="leave out the held sessions that the latest delivery lacks, clear the scores and endings it has emptied",
    )  # fmt: skip
    command.add_argument(
        "--out",
        metavar="FILE",
        type=path,
        help="with --changes: old and new values of the clients you may see",
    )
    client_naming.add_options(command)


def _remembered(command: argparse.ArgumentParser) -> None:
    """Add the actions `list` and `forget` to the parser of the command `remembered`."""
    command.description = wrapped(
        "Answers that were given about files and hold for the next file with the same column names. An answer goes "
        "when the import it was given with is taken back."
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser(
        "list", parents=[_common(hidden=True)], help="everything that is remembered, with its number"
    )
    forget = actions.add_parser("forget", parents=[_common(hidden=True)], help="forget one thing")
    forget.add_argument("number", metavar="NUMBER", type=text, help="as `remembered list` shows it")


def _import(command: argparse.ArgumentParser) -> None:
    """Add the files and options of the command `import` to its parser."""
    command.description = wrapped(
        "One call is one delivery: files that belong together. An import adds and corrects, keyed by case and "
        "source session number where given, else by client and day; it deletes nothing by itself. What a file lacks "
        'of the days and people it covers is said and listed ("not_in_file"); --answer not_in_file=leave_out leaves '
        "it out and clears the scores and endings that the file has emptied; imports --leave-out does so afterwards. "
        "--replace first says how many held sessions would go; --answer replace=yes goes ahead. "
        'With --json, "nothing_new" is true when every row was known already; the exit status is 0 then too.'
    )
    kinds = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}; the content of a file decides what it is"
    command.add_argument("files", nargs="+", metavar="FILE", type=path, help=kinds)
    command.add_argument("--dry-run", action="store_true", help="only say what would happen")
    words = "this delivery is the whole practice: what it lacks goes, after a question"
    command.add_argument("--replace", action="store_true", help=words)
    command.add_argument("--answer", action="append", type=answer, default=[], metavar="KEY=VALUE",
                         help="settle a question of an earlier try, for example date_order=day_first")  # fmt: skip
    command.add_argument("--profile", metavar="NAME", type=text, help="remember answers under this name")
    command.add_argument(
        "--today",
        type=day,
        metavar="YYYY-MM-DD",
        help="the day up to which these data speak (default: the day of the newest session where that is more than 14"
        " days ago, else today; never before the day on show)",
    )


def _aliases(command: argparse.ArgumentParser) -> None:
    """Add the actions `list`, `add` and `remove` to the parser of the command `aliases`."""
    command.description = wrapped(
        "Say that two codes are one client or one therapist, in everything that is held and in every later file. The "
        "codes as delivered are kept, so that removing an alias parts what it joined. imports --undo takes either back."
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(name: str, words: str, *examples: str) -> argparse.ArgumentParser:
        """Add one action of `aliases` with its help text and examples; return the action's parser."""
        one = actions.add_parser(
            name, parents=[_common(hidden=True)], help=words, epilog=_examples(*examples)
        )
        one.description = wrapped(f"{words.capitalize()}.")
        return one

    add("list", "list the aliases, and codes that may be one person", "aliases list", "aliases list --json")
    said = add("add", "let one code stand for another", "aliases add client C-17 C-1017")
    gone = add("remove", "take an alias back", "aliases remove client C-17")
    for one in (said, gone):
        one.add_argument("kind", choices=KINDS_OF_CODES, help="client or therapist")
        one.add_argument("code", metavar="CODE", type=text, help="the code that is not to be shown any more")
    said.add_argument("stands_for", metavar="STANDS_FOR", type=text, help="the code under which it is shown")


def _show(command: argparse.ArgumentParser) -> None:
    """Add the view and the filter options of the command `show` to its parser."""
    command.description = wrapped(f"The numbers of a page. Views: {', '.join(VIEWS)}.")
    command.add_argument("view", metavar="VIEW", help=" | ".join(VIEWS))
    command.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="first day of the period")
    command.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="last day of the period")
    command.add_argument("--site", type=text, help="one site, as the export writes it")
    command.add_argument("--program", type=text, help="one programme")
    command.add_argument("--age-group", choices=("adult", "adolescent", "child"))
    command.add_argument("--therapist", metavar="CODE", type=text, help="one therapist, by code")
    command.add_argument(
        "--landmark",
        type=int,
        choices=LANDMARKS,
        help="early_warning: after which session (default: the definitions'; clients: any)",
    )
    command.add_argument(
        "--outcome",
        choices=OUTCOMES,
        help="early_warning, caseload: what is foretold (default: the definitions')",
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
    """Add the options of the command `sample` to its parser."""
    command.description = wrapped(
        "Write the exports of a made-up practice, in two layouts, with everything that is true about it."
    )
    command.add_argument("--out", default="holdfast-sample", metavar="DIR", type=path,
                         help="folder (default: holdfast-sample)")  # fmt: skip
    command.add_argument("--clients", type=int, metavar="N", help="number of clients (default: 1200)")
    command.add_argument("--therapists", type=int, metavar="K", help="number of therapists (default: 24)")
    command.add_argument("--seed", type=int, metavar="S", help="another seed, another practice")
