"""The latest delivery beside what was held before it, also where it changed no session and so made no version.

The comparison of a delivery that made a version is kept in that version (`lacking.write`). That of a delivery which
changed nothing is in its entry of the journal, and goes into the next version that is made of the same sessions.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from analytics.access import Scope
from analytics.store import journal

WHOLE_PRACTICE, NO_SESSIONS = "whole_practice", "no_sessions"  # why a delivery was compared with nothing


def document(report: dict[str, Any] | None, replace: bool) -> dict[str, Any] | None:
    """The comparison of a delivery as it is kept, without client codes; `instead` says why there is none. None where
    nothing was held before."""
    if report is None or "not_in_file" not in report:
        return None
    return report["not_in_file"] or {"instead": WHOLE_PRACTICE if replace else NO_SESSIONS}


def later(store, version) -> str:
    """The latest delivery compared with a version that it left as it was; empty where there is none.

    Returns JSON text: compared_at (UTC), imported_by, files and document, as in `meta.compared`.
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


def kept(store, version, follow: bool) -> dict[str, Any] | None:
    """What a version made of the same sessions keeps of the latest delivery, for `lacking.write`; None to copy it.

    Parameters: follow, whether what the delivery lacks is left out now, which the comparison says from then on.
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
