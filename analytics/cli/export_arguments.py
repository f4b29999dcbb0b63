"""Arguments and help texts of the command `export`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from analytics import dictionary
from analytics.access import client_codes
from analytics.cli import client_naming
from analytics.cli.options import path, wrapped
from analytics.cli.tables import TABLES
from analytics.cli.writing import FORMATS
from analytics.messages import paragraph

NAMING = (
    "Without --as, clients stand under the practice's own codes. With --as they stand under pseudonyms (k- and 16 "
    "characters), case numbers too, and rows are in the order of the pseudonyms; --raw-ids asks for the codes: "
    "therapists and supervisors may have them for their own clients, in every table but landmarks. Days stay exact, so "
    "a file with pseudonyms is pseudonymised, not anonymous."
)
NAMING_OF_FILES = (
    "With --as the text of the cells and the names of sheets are left out, because they can name a client; --raw-ids "
    "asks for them, for whoever may import."
)


def add_export(
    command: argparse.ArgumentParser, common: argparse.ArgumentParser, examples: Callable[..., str]
) -> None:
    """Add one subcommand per exportable table to the parser of the command `export`.

    common: options of every command. examples: makes the end of a help text from example commands.
    """
    described = "; ".join(f"{name}: {table.grain}" for name, table in TABLES.items())
    command.description = wrapped(
        f"Write one table. Cells that a spreadsheet would run as a formula are neutralised. {described}."
    )
    tables = command.add_subparsers(dest="table", metavar="TABLE", required=True)
    for name, table in TABLES.items():
        one = tables.add_parser(name, parents=[common], help=table.grain)
        naming = NAMING_OF_FILES if name == "quarantine" else NAMING
        one.description = wrapped(
            paragraph(
                f"{table.grain}.",
                f"Columns: {', '.join(table.columns)}.",
                f"And, last, where the practice's exports brought them: {', '.join(table.optional)}."
                if table.optional
                else "",
                naming if client_codes.names_clients(name) else "",
            )
        )
        one.epilog = examples(f"export {name} --out {name}.csv", f"export {name} --out {name}.xlsx",
                              more=f"{dictionary.of_export(name, (*table.columns, *table.optional))}\n\n")  # fmt: skip
        help_text = (
            f"a file that ends in {', '.join(f'.{ending}' for ending in FORMATS)} (default: standard output)"
        )
        one.add_argument("--out", metavar="FILE", type=path, help=help_text)
        one.add_argument(
            "--format", choices=FORMATS, help="only where the ending does not say it (default: csv)"
        )
        if client_codes.names_clients(name):
            client_naming.add_options(one)
