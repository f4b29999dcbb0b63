"""Journal of a store for people at a terminal: one line per thing done, newest first, and the way back."""

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
    """Format the document of `imports` as lines."""
    made = [f"current version: {document['version']}", way_back(document)]
    return [*filter(None, made), *(line(entry) for entry in document["journal"])]


def line(entry: dict[str, Any]) -> str:
    """Format one entry of the journal."""
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
    """Say how far back and forward one can go."""
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
