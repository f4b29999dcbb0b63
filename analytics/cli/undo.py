"""Commands `imports --undo` and `imports --redo`, with a JSON document and a sentence as result."""

from __future__ import annotations

from typing import Any

from analytics import answers
from analytics.store import Store, undo_redo
from analytics.store.served_version import CANNOT_COME_BACK, PASSED_OVER


def move(store: Store, back: bool, by: str) -> tuple[bool, dict[str, Any]]:
    """Undo the last import, or redo the last undone one; return the result document.

    `back` is true for undo.

    Returns
    -------
    tuple of bool and dict
        Whether there was anything to do, and the document; it has `sentence` when done, else `why`.
    """
    steps = store.steps()
    if not (steps.back if back else steps.forward):
        return False, {"version": None, "why": _no_way(store, back)}
    now = store.standing()
    version = store.undo(by) if back else store.redo(by)
    if version is None:
        document: dict[str, Any] = {"version": None, "as_of": None}
        sentence = "Nothing is imported any more."
    else:
        document = {"version": version.name, "as_of": version.data_date.isoformat()}
        done = "Brought back" if not back else "Made current again" if now.problem else "Taken back"
        sentence = f"{done}: the current data version is {version.name}, as of {version.data_date}."
    from_version = now.shown if back and now.problem is None else None
    if from_version is not None and undo_redo.passes_over(store.folder, from_version, document["version"]):
        sentence += f" {PASSED_OVER}"
    left = store.steps()
    return True, document | {"can_undo": left.back, "can_redo": left.forward, "sentence": sentence}


def _no_way(store: Store, back: bool) -> str:
    """Return the sentence that says why nothing can be undone, or why nothing can be redone.

    `back` is true for undo.
    """
    if back:
        return "There is no earlier version." if store.current() else answers.NOTHING_IMPORTED
    if undo_redo.next_again(store.folder, store.standing().shown):
        return CANNOT_COME_BACK
    return "There is nothing to bring back: nothing was taken back since the last import."
