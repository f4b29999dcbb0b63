"""Sentences on undo: how many data changes can be undone, and what undo restores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.messages import gettext, ngettext
from analytics.store import history as store_history

BEFORE = {
    "alias": "who is the same person was changed",
    "leave_out": "sessions, scores or endings were left out",
}


def before(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence on the state restored by undoing the last data change.

    rows: the entries of the history, newest first.
    """
    steps = ("import", "alias", "leave_out")
    last = next(
        (row["what"] for row in rows if row["what"] in steps and row["state"] == store_history.ON_SHOW),
        "import",
    )
    when = BEFORE.get(last, "the last import")
    return gettext(
        "The data, and the rules they are counted by, go back to how they were before {when}."
    ).format(when=when)


def far_back(back: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence on how many data changes can be undone; empty if none.

    Merged codes and sessions left out are such changes.

    rows: the entries of the history, newest first.
    """
    if not back:
        return ""
    others = any(
        row["what"] in ("alias", "leave_out") and row["state"] == store_history.ON_SHOW for row in rows
    )
    template = (
        ngettext(
            "The last change can be taken back.",
            "The last {n} changes can be taken back, one after the other.",
            back,
        )
        if others
        else ngettext(
            "The last import can be taken back.",
            "The last {n} imports can be taken back, one after the other.",
            back,
        )
    )
    return template.format(n=back)
