"""Command `erase`: show what a store holds about a client, erase it, or permit the client's code again."""

from __future__ import annotations

import argparse
from typing import Any

from analytics import answers, erase_request
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.ingest.rows import client_names
from analytics.messages import gettext, paragraph
from analytics.risk import refresh
from analytics.store import erasure
from analytics.store.erasure import Held

COMMAND_LINE = "command line"


def check_rights(context: CliContext) -> None:
    """Raise WrongSetting unless the person who runs the command is an owner or owns the data folder."""
    if "owner" not in context.viewer.roles:
        raise WrongSetting(gettext("{name} may not do that; owners may.").format(name=context.viewer.name))


def erase(context: CliContext, given: argparse.Namespace) -> Result:
    """Run `erase`: show what would be erased, erase a client, or permit an erased client's code again."""
    check_rights(context)
    by = given.person or COMMAND_LINE
    try:
        if given.allow_again:
            return _allowed_again(context, given.client, by)
        context.store.bring_up_to_date()
        if context.store.current() is None and not context.store.steps().forward:
            return Result(NO_DATA, answers.reason("why", answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED)
        client, found = erase_request.find(context.store, given.client)
        if not given.yes:
            return _announced(found, given)
        found = erasure.erase(context.store, [client], by)
        context.note("erased")
    except erasure.NotHeld as problem:
        raise WrongSetting(str(problem)) from problem
    refresh.run_or_start(context.store)
    version = context.store.current()
    document = document_of(found) | {"erased": True, "version": version.name if version else None}
    return Result(DONE, document, "\n".join([erase_request.ERASED, *erase_request.lines(found, done=True)]))


def _announced(found: Held, given: argparse.Namespace) -> Result:
    """Return what would be erased, for --dry-run; without --dry-run, refuse because --yes is missing."""
    document, said = document_of(found) | {"erased": False}, "\n".join(erase_request.lines(found, done=False))
    if given.dry_run:
        return Result(DONE, document, said)
    raise WrongSetting(
        paragraph(
            said.replace("\n", " "), gettext("Nothing was erased. Add --yes to erase the client for good.")
        )
    )


def _allowed_again(context: CliContext, client: str, by: str) -> Result:
    """Let later imports accept an erased client again, given by code or by name."""
    try:
        erasure.allow_again(context.store, erase_request.written(client), by)
    except erasure.NotHeld as problem:
        if context.store.current() is None:
            raise
        try:
            erasure.allow_again(context.store, client_names.code(client, context.store.secret()), by)
        except erasure.NotHeld:
            raise problem from None
    sentence = gettext("Later imports take the rows of {client} again. Nothing has come back by this.")
    return Result(DONE, {"allowed_again": True}, sentence.format(client=client))


def document_of(found: Held) -> dict[str, Any]:
    """Return the JSON document that counts what a store holds about clients."""
    return {
        "codes": list(found.codes),
        "sessions": found.sessions,
        "versions": found.versions,
        "notes": found.notes,
        "labels": found.labels,
        "rows_left_out": found.rows_left_out,
        "journal_lines": found.journal_lines,
        "remembered": found.answers,
        "backups": [{"path": one.path, "day": one.day.isoformat()} for one in found.backups],
    }
