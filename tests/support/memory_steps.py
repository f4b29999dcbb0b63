"""Steps of `tests/recovery/test_memory.py`, applied to a store in this process or in a child process."""

from __future__ import annotations

import datetime
from typing import Any

from analytics import definitions
from analytics.ingest import delivery
from tests.support.importing import in_this_process

ANSWERS = {
    "identity:foreign": "ours",
    "identity:renumbered": "new",
}  # whatever the few made-up sessions look like


def step(store, what: dict[str, Any]) -> None:
    """Apply one step to a store.

    rows: {(client, day): (ORS in points, therapist)}.
    """
    kind = what["what"]
    if kind in ("import", "replace"):
        _bring(store, what)
    elif kind == "undo":
        store.undo()
    elif kind == "redo":
        store.redo()
    elif kind == "rules":
        store.change_definitions(definitions.from_toml(f"[endings]\nlapse_days = {what['lapse_days']}\n"))
    elif kind == "alias":
        store.say_alias(what["kind"], what["code"], what["stands_for"])
    elif kind == "forget":
        store.forget_alias(what["kind"], what["code"])
    elif kind == "leave_out":
        from analytics.store import leave_out

        if store.current() is not None:
            leave_out.leave_out(store)
    else:
        raise ValueError(kind)


def _bring(store, what: dict[str, Any]) -> None:
    lines = ["Client ID,Session Date,Clinician,ORS Total"]
    lines += [f"{client},{day.isoformat()},{by},{ors}" for (client, day), (ors, by) in what["rows"].items()]
    content = "\n".join([*lines, ""]).encode()
    answers = ANSWERS | ({"replace": "yes"} if what["what"] == "replace" else {})
    with in_this_process():
        report = delivery.deliver(
            store,
            [("sessions.csv", content)],
            today=what["day"],
            calendar_day=what["day"],
            replace=what["what"] == "replace",
            answers=answers,
        )
    assert report.outcome == "accept", report.message


def as_text(what: dict[str, Any]) -> dict[str, Any]:
    """Convert a step to values that JSON can represent."""
    said = dict(what)
    if "rows" in said:
        said["rows"] = [[client, day.isoformat(), *value] for (client, day), value in said["rows"].items()]
    if "day" in said:
        said["day"] = said["day"].isoformat()
    return said


def from_text(said: dict[str, Any]) -> dict[str, Any]:
    """Convert a step back from its JSON values."""
    what, day = dict(said), datetime.date.fromisoformat
    if "rows" in what:
        what["rows"] = {(client, day(on)): (ors, by) for client, on, ors, by in what["rows"]}
    if "day" in what:
        what["day"] = day(what["day"])
    return what
