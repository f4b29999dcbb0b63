"""Comparison of the last delivery with earlier data, also for a delivery that changed no session.

The comparison of a delivery that created a version is stored in that version (`lacking.write`). The
comparison of a delivery that changed nothing is stored in the journal, and copied into the next version with
the same sessions.
"""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from analytics.access import Scope
from analytics.store import journal

if TYPE_CHECKING:
    from analytics.store.store import Store
    from analytics.store.version import Version

WHOLE_PRACTICE, NO_SESSIONS = "whole_practice", "no_sessions"  # why a delivery was compared with nothing


def document(report: dict[str, Any] | None, replace: bool) -> dict[str, Any] | None:
    """Return a delivery's comparison with stored data, free of client codes, from its import report.

    Returns
    -------
    dict or None
        `instead` says why there is no comparison. None if nothing was stored before.
    """
    if report is None or "not_in_file" not in report:
        return None
    return report["not_in_file"] or {"instead": WHOLE_PRACTICE if replace else NO_SESSIONS}


def later(store: Store, version: Version) -> str:
    """Return the comparison made by the last delivery that changed no session, as JSON text.

    Empty if there was no such delivery.

    Returns
    -------
    str
        JSON text: compared_at (UTC), imported_by, files and document, as in `meta.compared`.
    """
    found = [
        one
        for one in journal.read(store.folder).entries
        if one["what"] == journal.IMPORT and one["version"] == version.name and one.get("compared")
    ]
    if not found:
        return ""
    last = found[-1]
    at = (
        datetime.datetime.fromisoformat(last["at"])
        .astimezone(datetime.UTC)
        .replace(tzinfo=None, microsecond=0)
    )
    kept = {"compared_at": at.isoformat(), "imported_by": last["by"], "files": last["files"]}
    return json.dumps(kept | {"document": last["compared"]})


def stored_comparison(store: Store, version: Version, follow: bool) -> dict[str, Any] | None:
    """Return the last delivery's comparison with stored data, to be written into a recounted version.

    Parameters
    ----------
    store, version
        The version that is counted again.
    follow
        Whether sessions and values missing from the delivery are removed now, which the comparison then
        records.

    Returns
    -------
    dict or None
        None to copy the comparison in the version.
    """
    text = later(store, version)
    if text:
        found = json.loads(text)
        found["compared_at"] = datetime.datetime.fromisoformat(found["compared_at"])
    elif follow:
        found = store.warehouse(version).query("latest_compared", Scope(imports=True)).one()
        found |= {key: json.loads(found[key]) for key in ("files", "document")} if found else {}
    else:
        return None
    if found and follow:
        found["document"]["followed"] = True
    return found or None
