"""Request to erase a client: the code as typed, and the sentences shown before and after."""

from __future__ import annotations

import unicodedata

from analytics.ingest.rows import client_names
from analytics.messages import count, gettext, ngettext
from analytics.store import Store, erasure
from analytics.store.backups_made import Backup
from analytics.store.erasure import Held

ERASED = gettext("The client was erased. Later imports leave their rows out; undo ends here.")


def written(client: str) -> str:
    """Return a typed client code as imports store it: without outer blanks, in Unicode form NFC."""
    return unicodedata.normalize("NFC", client.strip())


def find(store: Store, client: str) -> tuple[str, Held]:
    """Return a client's code and what the store holds about this client, who may be given by code or by name.

    Raises
    ------
    erasure.NotHeld
        If the store holds no such client.
    """
    code = written(client)
    try:
        return code, erasure.find(store, [code])
    except erasure.NotHeld:
        keyed = client_names.code(code, store.secret())
        if not any(keyed in codes for codes in erasure.every_code(store).values()):
            raise
        return keyed, erasure.find(store, [keyed])


def lines(found: Held, *, done: bool) -> list[str]:
    """Return lines that say what was, or would be, erased, and which backups may contain the clients."""
    named = gettext("Erased: {codes}.") if done else gettext("This would be erased: {codes}.")
    return [named.format(codes=", ".join(found.codes)), _counted(found), *_backups(found.backups)]


def _counted(found: Held) -> str:
    """Return a line of what was found and how often; sessions and versions always, the rest where there is any."""
    always = [
        gettext("sessions: {n}").format(n=count(found.sessions)),
        gettext("data versions built anew or deleted: {n}").format(n=count(found.versions)),
    ]
    if_any = (
        (gettext("marks: {n}"), found.notes),
        (gettext("names on screen: {n}"), found.labels),
        (gettext("rows set aside by imports: {n}"), found.rows_left_out),
        (
            gettext("journal lines and remembered answers with their code: {n}"),
            found.journal_lines + found.answers,
        ),
    )
    return "; ".join([*always, *(line.format(n=count(n)) for line, n in if_any if n)])


def _backups(made: tuple[Backup, ...]) -> list[str]:
    """Return lines that name the backups which may still contain the clients; empty if none is known."""
    if not made:
        return []
    head = ngettext(
        "{n} backup may still hold them. Delete this yourself, and every copy of it:",
        "{n} backups may still hold them. Delete these yourself, and every copy of them:",
        len(made),
    )
    shown = [gettext("{path} (of {day})").format(path=one.path, day=one.day.isoformat()) for one in made]
    return [head.format(n=count(len(made))), *shown]
