"""Journal of a store as lines of text: one line per import, undo or other change, newest first."""

from __future__ import annotations

from typing import Any

from analytics.messages import count, gettext, ngettext, paragraph
from analytics.store import history

_LEFT_OUT = {  # what leaving out removed -> words for how many
    "sessions": ("{n} session", "{n} sessions"),
    "scores": ("{n} score", "{n} scores"),
    "endings": ("{n} ending", "{n} endings"),
}


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
    "erase": "erased a client for good; undo ends here",
    "allow_again": "let an erased client's code in again",
    "restore": "restored a backup",
    "encrypted": "encrypted the data",
    "decrypted": "ended the encryption of the data",
    "new_key": "encrypted the data with a new key",
}


def lines(document: dict[str, Any]) -> list[str]:
    """Return current version, numbers of possible undos and redos, and journal entries as lines of text."""
    made = [gettext("current version: {version}").format(version=document["version"]), way_back(document)]
    return [*filter(None, made), *(line(entry) for entry in document["journal"])]


def line(entry: dict[str, Any]) -> str:
    """Return one journal entry as a line: time, person, and what was done."""
    at = f"{history.local(entry):%Y-%m-%d %H:%M}"
    by = entry["by"] or ("Holdfast" if entry["what"] == "replaced" else "-")
    if entry["what"] == "import":
        return f"{at}  {by}  {_imported(entry)}"
    counts = entry.get("counts") or {} if entry["what"] == "leave_out" else {}
    effects = [ngettext(*_LEFT_OUT[what], n).format(n=count(n)) for what, n in counts.items() if n]
    done = DONE[entry["what"]]
    return f"{at}  {by}  {done}: {', '.join(effects)}" if effects else f"{at}  {by}  {done}"


def _imported(entry: dict[str, Any]) -> str:
    """Return one line on an import: files, row count, effects, data date and state, such as undone."""
    counts = entry["counts"]
    words = gettext("{files}  {rows} rows: {effects}; as of {day}").format(
        files=", ".join(file["name"] for file in entry["files"]),
        rows=count(counts.get("rows", 0)),
        effects=", ".join(f"{count(counts[key])} {word}" for key, word in EFFECTS.items() if key in counts),
        day=entry["day"],
    )
    state = STATES.get(entry["state"])
    return f"{words}  [{state}]" if state else words


_WAY_BACK = {  # what the steps are -> sentence on one that can be taken back; on several; on several taken back
    "change": (
        "The last change can be taken back (imports --undo).",
        "The last {n} changes can be taken back (imports --undo).",
        "What was taken back ({n} changes) can be brought back (imports --redo).",
    ),
    "import": (
        "The last import can be taken back (imports --undo).",
        "The last {n} imports can be taken back (imports --undo).",
        "What was taken back ({n} imports) can be brought back (imports --redo).",
    ),
}


def way_back(document: dict[str, Any]) -> str:
    """Return the sentences that say how many imports can be undone and redone; empty if none can."""
    back, forward = document.get("can_undo", 0), document.get("can_redo", 0)
    others = any(entry["what"] in ("alias", "leave_out") for entry in document.get("journal", ()))
    one, several, taken_back = _WAY_BACK["change" if others else "import"]
    only = "What was taken back can be brought back (imports --redo)."
    return paragraph(
        ngettext(one, several, back).format(n=back) if back else "",
        ngettext(only, taken_back, forward).format(n=forward) if forward else "",
    )
