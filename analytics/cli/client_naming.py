"""Naming of clients in exported tables, by codes or pseudonyms: command-line options, rights, converted rows.

The owner of the data folder gets the practice's codes unless --pseudonyms is given. A person named with --as
gets pseudonyms unless --raw-ids is given and permitted (`analytics.access.client_codes`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from analytics.access import client_codes
from analytics.access.client_codes import CODES, NONE, PSEUDONYMS
from analytics.cli.context import CliContext, WrongSetting
from analytics.messages import gettext
from analytics.store import Rows, erased_traces, erasure, pseudonyms

SENTENCES = {
    CODES: gettext("Clients are named by the practice's codes."),
    PSEUDONYMS: gettext("Clients are named by pseudonyms that only this practice can trace back."),
    NONE: "",
}


def add_options(command: argparse.ArgumentParser) -> None:
    """Add --raw-ids and --pseudonyms to the parser of a command that writes rows of clients."""
    ways = command.add_mutually_exclusive_group()
    ways.add_argument(
        "--raw-ids",
        action="store_true",
        help="name clients by the practice's codes (default without --as); with --as only for those who may",
    )
    ways.add_argument(
        "--pseudonyms",
        action="store_true",
        help="name clients by keyed pseudonyms that stay the same from export to export (default with --as)",
    )


def chosen(context: CliContext, given: argparse.Namespace, table: str) -> str:
    """Return how to name clients in a table: CODES, PSEUDONYMS, or NONE for a table without clients.

    Raises
    ------
    WrongSetting
        If codes are asked for by somebody who may not have them in this table.
    """
    default = client_codes.by_default(context.viewer, table)
    if default == NONE:
        return NONE
    if given.raw_ids and not client_codes.may_have_codes(context.viewer, table):
        refusal = gettext(
            "{name} may not have the codes of clients in the table {table}. Leave --raw-ids out."
        )
        raise WrongSetting(refusal.format(name=context.viewer.name, table=table))
    return CODES if given.raw_ids else PSEUDONYMS if given.pseudonyms else default


def as_document(naming: str) -> dict[str, str]:
    """Return the JSON entry that says how clients are named; empty unless pseudonyms are used."""
    return {"clients": naming} if naming == PSEUDONYMS else {}


def apply(context: CliContext, batches: Iterable[Rows], table: str, naming: str) -> Iterable[Rows]:
    """Return the batches of a table, with client codes replaced if `naming` is PSEUDONYMS."""
    if naming != PSEUDONYMS:
        return batches
    version = context.store.shown() if table == "quarantine" else None
    names = erased_traces.redactor(erasure.held_codes(version.path)) if version else str
    return pseudonyms.in_batches(batches, context.store.secret(), names)
