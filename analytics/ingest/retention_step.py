"""Erasure, after an import, of clients whose retention period is over."""

from __future__ import annotations

import dataclasses

from analytics.errors import HoldfastError
from analytics.ingest.rows import report
from analytics.ingest.rows.report import ImportReport
from analytics.messages import count, ngettext, paragraph
from analytics.store import Store, retention


def apply(store: Store, done: ImportReport, by: str) -> ImportReport:
    """Erase the clients whose retention period is over; return the import report with a sentence on it.

    Nothing happens after a refused import or without a retention period. If erasing fails (damaged file,
    another writer), the report says why and the next import tries again; the import itself stays successful.
    """
    if done.outcome not in (report.ACCEPT, report.QUARANTINE):
        return done
    try:
        found = retention.apply(store, by)
    except HoldfastError as problem:
        return dataclasses.replace(done, message=paragraph(done.message, str(problem)))
    if found is None or not found.clients:
        return done
    sentence = ngettext(
        "{n} client last seen before {day} was erased, as the retention period says.",
        "{n} clients last seen before {day} were erased, as the retention period says.",
        len(found.clients),
    ).format(n=count(len(found.clients)), day=found.before.isoformat())
    shown = store.shown()
    return dataclasses.replace(
        done,
        message=paragraph(done.message, sentence),
        erased_for_age=len(found.clients),
        version=shown.name if shown else None,
    )
