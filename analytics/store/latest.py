"""Comparison of the last delivery with the data stored before it, even where it changed no session.

The comparison of a delivery that made a version is kept in that version (`lacking.write`). That of a delivery which
changed nothing is in its entry of the journal, and goes into the next version that is made of the same sessions.
"""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from analytics.access import Scope
from analytics.store import journal

if TYPE_CHECKING:
    from analytics.store.folder import Store
    from analytics.store.version import Version

WHOLE_PRACTICE, NO_SESSIONS = "whole_practice", "no_sessions"  # why a delivery was compared with nothing


def document(report: dict[str, Any] | None, replace: bool) -> dict[str, Any] | None:
    """Return, from an import report, the delivery's comparison with stored data, without client codes.

    Returns
    -------
    dict or None
        `instead` says why there is no comparison. None where nothing was held before.
    """
    if report is None or "not_in_file" not in report:
        return None
    return report["not_in_file"] or {"instead": WHOLE_PRACTICE if replace else NO_SESSIONS}


def later(store: Store, version: Version) -> str:
    """Return as JSON the comparison of the last delivery that did not change the version; empty if none.

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
    """Return the last delivery's comparison to write into a recount; None to copy the stored one.

    Parameters
    ----------
    store, version
        The version that is counted again.
    follow
        Whether what the delivery lacks is left out now, which the comparison says from then on.

    Returns
    -------
    dict or None
        None to copy what the version says.
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
