"""Self-check of the stores: sentences about what is damaged, unsafe or left over, and what to do about it."""

from __future__ import annotations

import os

from analytics.store import check_encryption, served_version, undo_redo, versions
from analytics.store.check_files import Finding, left_over, log_file, other_files, permissions
from analytics.store.disk_errors import InUse, NewerHoldfast, StoreUnusable, explained
from analytics.store.store import DataFolder, Store, read_version

__all__ = ["Finding", "check"]

OK, NOTE, PROBLEM = "ok", "note", "problem"


def check(folder: DataFolder) -> list[Finding]:
    """Check both stores of a data folder and verify the checksum of every version file.

    Covers pointer, chain, versions, rules, key, people, left-over files and file permissions.

    Returns
    -------
    list of Finding
        One per thing checked.
    """
    findings = [
        Finding("all", "data folder", OK, f"The data folder is {folder.path}."),
        *permissions(folder.path),
    ]
    findings += log_file(folder.path)
    for store in (folder.practice, folder.sample):
        findings += _store(store)
    return findings


def _no_data(store: Store) -> Finding:
    """Return the finding that a store contains no data yet."""
    return Finding(store.name, "data", NOTE, f"The store {store.name} holds no data yet.")


def _store(store: Store) -> list[Finding]:
    """Return the findings of all checks of one store; stop with an explanation at an unreadable file."""
    findings: list[Finding] = []
    try:
        above = store.folder.parent
        # A closed folder: nobody can say what lies in it.
        closed = os.path.lexists(above) and not os.access(above, os.X_OK)
        if not closed and not os.path.lexists(store.folder):
            return [_no_data(store)]
        findings += permissions(store.folder, store.name, inside=True)
        if store.name == "practice":
            findings += [Finding(store.name, *one) for one in check_encryption.findings(store.folder)]
        with explained(store.folder):
            findings += _pointer(store)
            findings += [_version(store, name) for name in versions.listed(store.folder)]
            findings += _chain(store)
            findings += other_files(store)
            findings += left_over(store)
    except StoreUnusable as error:
        if str(error) not in {one.sentence for one in findings}:
            findings.append(Finding(store.name, "data", PROBLEM, str(error)))
    return findings


def _pointer(store: Store) -> list[Finding]:
    """Check that data exist and that the file CURRENT names an existing version; return any finding."""
    now = store.standing()
    if now.empty:
        return [_no_data(store)]
    if now.problem in (served_version.POINTER, served_version.MISSING):
        return [Finding(store.name, "pointer", PROBLEM, store.banner() or str(now.unusable()))]
    return []


def _chain(store: Store) -> list[Finding]:
    """Return how many imports can be undone and redone, and one finding per missing ancestor version."""
    now = store.standing()
    if now.shown is None or now.problem is not None:
        return []
    steps = store.steps()
    sentence = f"{steps.back} {'import' if steps.back == 1 else 'imports'} can be taken back"
    if steps.forward:
        sentence += f", {steps.forward} brought back again"
    gone = [
        Finding(
            store.name, f"version {name}", NOTE, f"The version {name} is missing; no undo leads back to it."
        )
        for name in undo_redo.lost(store.folder, now.shown)
    ]
    return [Finding(store.name, "chain", OK, sentence + "."), *gone]


_WAY = {
    "kept for undo": "; an undo passes over it. Put it back from a copy of the data folder, or delete it."
}


def _version(store: Store, name: str) -> Finding:
    """Return the finding on one version file: usable, damaged or unreadable."""
    what, now = f"version {name}", store.standing()
    state, pointed = _state(store, name), name == now.pointer.name
    shown_instead = pointed and now.problem
    advice = (
        (store.banner() or str(now.unusable())) if shown_instead else f"It is {state}{_WAY.get(state, '.')}"
    )
    level = NOTE if state in ("taken back", "left over") else PROBLEM
    if not versions.verify_checksum(store.folder, name):
        return Finding(store.name, what, level, f"The version {name} is damaged. {advice}")
    try:
        version = read_version(store.folder / "versions" / name)
    except NewerHoldfast:
        return Finding(store.name, what, level, f"The version {name} was made by a newer Holdfast. {advice}")
    except InUse as error:
        return Finding(store.name, what, PROBLEM, str(error))
    except StoreUnusable:
        return Finding(store.name, what, level, f"The version {name} is not one of ours. {advice}")
    return Finding(
        store.name, what, OK, f"Intact to the last byte, {version.n_sessions:,} sessions, {state}."
    )


def _state(store: Store, name: str) -> str:
    """Return the role of a version in words: current, kept for undo, undone or left over."""
    now = store.standing()
    if name == now.shown:
        return "current" if now.problem is None else "shown in place of the newest"
    if name == now.pointer.name:
        return "current"
    if name in undo_redo.taken_back(store.folder):
        return "taken back"
    behind = undo_redo.ancestors(store.folder, now.shown) if now.shown else []
    return "kept for undo" if name in behind else "left over"
