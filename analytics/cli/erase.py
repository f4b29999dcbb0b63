"""Command `erase`: what a store holds of a client, erasing it, and letting the code in again."""

from __future__ import annotations

import argparse
import unicodedata
from typing import Any

from analytics import answers
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.ingest.rows import client_names
from analytics.messages import count, gettext, ngettext, paragraph
from analytics.risk import refresh
from analytics.store import erasure
from analytics.store.backups_made import Backup
from analytics.store.erasure import Held

COMMAND_LINE = "command line"


def check_rights(context: CliContext) -> None:
    """Raise WrongSetting unless the person who asks owns the data folder or is an owner of the practice."""
    if "owner" not in context.viewer.roles:
        raise WrongSetting(gettext("{name} may not do that; owners may.").format(name=context.viewer.name))


def erase(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `erase`: say what would go, erase a client, or let the code in again."""
    check_rights(context)
    by = given.person or COMMAND_LINE
    try:
        if given.allow_again:
            return _allowed_again(context, given.client, by)
        context.store.bring_up_to_date()
        if context.store.current() is None and not context.store.steps().forward:
            return Result(NO_DATA, answers.reason("why", answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED)
        client, found = _found(context, given.client)
        if not given.yes:
            return _announced(found, given)
        found = erasure.erase(context.store, [client], by)
        context.note("erased")
    except erasure.NotHeld as problem:
        raise WrongSetting(str(problem)) from problem
    refresh.run_or_start(context.store)
    version = context.store.current()
    document = document_of(found) | {"erased": True, "version": version.name if version else None}
    sentence = gettext("The client was erased. Later imports leave their rows out; undo ends here.")
    return Result(DONE, document, "\n".join([sentence, *lines(found, done=True)]))


def _written(client: str) -> str:
    """Return a client code as imports store it: without blanks around it, letters with marks as one character."""
    return unicodedata.normalize("NFC", client.strip())


def _found(context: CliContext, client: str) -> tuple[str, Held]:
    """Return a client's code and what is held of it; a name that imports turned into a keyed code is found too."""
    code = _written(client)
    try:
        return code, erasure.find(context.store, [code])
    except erasure.NotHeld:
        keyed = client_names.code(code, context.store.secret())
        if not any(keyed in codes for codes in erasure.every_code(context.store).values()):
            raise
        return keyed, erasure.find(context.store, [keyed])


def _announced(found: Held, given: argparse.Namespace) -> Result:
    """Return what would be erased; without --dry-run that is a refusal, as --yes is missing."""
    document, said = document_of(found) | {"erased": False}, "\n".join(lines(found, done=False))
    if given.dry_run:
        return Result(DONE, document, said)
    raise WrongSetting(
        paragraph(
            said.replace("\n", " "), gettext("Nothing was erased. Add --yes to erase the client for good.")
        )
    )


def _allowed_again(context: CliContext, client: str, by: str) -> Result:
    """Let later imports take the rows of an erased client again; a name is found by its keyed code too."""
    try:
        erasure.allow_again(context.store, _written(client), by)
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
    """Return what a store holds of clients as the JSON document of the command."""
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


def lines(found: Held, *, done: bool) -> list[str]:
    """Return lines that say what goes, or has gone, and which backups still hold the clients."""
    named = gettext("Erased: {codes}.") if done else gettext("This would be erased: {codes}.")
    counted = gettext(
        "sessions: {sessions}; data versions built anew or deleted: {versions}; marks: {notes}; names on screen:"
        " {labels}; rows set aside by imports: {rows}; journal lines and remembered answers with their code: {named}"
    ).format(
        sessions=count(found.sessions),
        versions=count(found.versions),
        notes=count(found.notes),
        labels=count(found.labels),
        rows=count(found.rows_left_out),
        named=count(found.journal_lines + found.answers),
    )
    return [named.format(codes=", ".join(found.codes)), counted, *_backups(found.backups)]


def _backups(made: tuple[Backup, ...]) -> list[str]:
    """Return lines that name the backups made while the client was held; empty if none is known."""
    if not made:
        return []
    head = ngettext(
        "{n} backup may still hold them. Delete this yourself, and every copy of it:",
        "{n} backups may still hold them. Delete these yourself, and every copy of them:",
        len(made),
    )
    shown = [gettext("{path} (of {day})").format(path=one.path, day=one.day.isoformat()) for one in made]
    return [head.format(n=count(len(made))), *shown]
