"""Journal of a store as lines of text: one line per import, undo or other change, newest first."""

from __future__ import annotations

from typing import Any

from analytics.store import history

EFFECTS = {
    "new": "new",
    "corrected": "corrected",
    "added_to": "completed",
    "known": "known",
    "left_out": "left out",
}
STATES = {
    history.TAKEN_BACK: "taken back",
    history.REPLACED: "replaced by a later import",
    history.NOTHING_NEW: "nothing new",
}
DONE = {
    "undo": "took back",
    "redo": "brought back",
    "rules": "changed the rules of counting",
    "replaced": "counted again",
    "leave_out": "left out what the latest file lacks",
    "alias": "changed who is the same person",
    "models": "made the early-warning models",
    "found": "other data were found current",
}


def lines(document: dict[str, Any]) -> list[str]:
    """Return the current version, the possible undo and redo, and every journal entry as lines of text."""
    made = [f"current version: {document['version']}", way_back(document)]
    return [*filter(None, made), *(line(entry) for entry in document["journal"])]


def line(entry: dict[str, Any]) -> str:
    """Return one journal entry as a line: time, person, and what was done."""
    at, by = (
        f"{history.local(entry):%Y-%m-%d %H:%M}",
        entry["by"] or ("Holdfast" if entry["what"] == "replaced" else "-"),
    )
    if entry["what"] != "import":
        counts = entry.get("counts") or {} if entry["what"] == "leave_out" else {}
        effects = ", ".join(
            f"{n:,} {what.removesuffix('s') if n == 1 else what}" for what, n in counts.items() if n
        )
        return f"{at}  {by}  {DONE[entry['what']]}" + (f": {effects}" if effects else "")
    names = ", ".join(file["name"] for file in entry["files"])
    counts = entry["counts"]
    effects = ", ".join(f"{counts[key]:,} {word}" for key, word in EFFECTS.items() if key in counts)
    state = f"  [{STATES[entry['state']]}]" if entry["state"] in STATES else ""
    return f"{at}  {by}  {names}  {counts.get('rows', 0):,} rows: {effects}; as of {entry['day']}{state}"


def way_back(document: dict[str, Any]) -> str:
    """Return the sentences that say how many imports can be undone and redone; empty if none can."""
    back, forward = document.get("can_undo", 0), document.get("can_redo", 0)
    others = any(entry["what"] in ("alias", "leave_out") for entry in document.get("journal", ()))
    what = "change" if others else "import"
    said = []
    if back:
        last = f"The last {what}" if back == 1 else f"The last {back} {what}s"
        said.append(f"{last} can be taken back (imports --undo).")
    if forward:
        taken = "What was taken back" if forward == 1 else f"What was taken back ({forward} {what}s)"
        said.append(f"{taken} can be brought back (imports --redo).")
    return " ".join(said)
