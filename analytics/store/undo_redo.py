"""Chain of data versions: each version's parent, undo and redo, and deletion of old versions.

    practice-000001  <-  practice-000002  <-  practice-000003 (current)        practice-000004 (taken back)

A version names its parent in its seal and in `meta.version`. Its number is its place in the chain: a version
that replaces another (other rules, a newer layout, a later data day) takes the number and the parent of the
one it replaces. The file TAKEN_BACK lists undone versions, the latest last; the next import deletes them.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from analytics.store import atomic_file, versions
from analytics.store.version import read_version
from analytics.store.versions import NOTHING, UNDO_DEPTH

LIST = "TAKEN_BACK"


def parent(folder: Path, name: str) -> str | None:
    """Return the parent of a version (the version it was built on); None if the parent was deleted.

    NOTHING for the first version.

    A version that replaced the parent has the parent's number. If the seal is unusable or no version with
    that number exists, the result is the nearest version with a lower number that was not undone.
    """
    seal = versions.read_seal(folder, name)
    said = seal.parent if seal else None
    if said == NOTHING:
        return NOTHING
    kept = versions.listed(folder)
    if said in kept and versions.number(said) < versions.number(name):
        return said
    if said is not None and said != versions.UNKNOWN:
        again = [other for other in kept if versions.number(other) == versions.number(said)]
        if again and versions.number(again[-1]) < versions.number(name):
            return again[-1]  # the parent counted again in its place
    gone = set(taken_back(folder))
    lower = [other for other in kept if versions.number(other) < versions.number(name) and other not in gone]
    if lower:
        return lower[-1]
    return NOTHING if said is None and versions.number(name) == 1 else None


def recorded_parent(folder: Path, name: str) -> str:
    """Return the recorded version that the given one was built on, even if since deleted.

    UNKNOWN if no such version is recorded.
    """
    seal = versions.read_seal(folder, name)
    return (seal and seal.parent) or parent(folder, name) or versions.UNKNOWN


def ancestors(folder: Path, name: str) -> list[str]:
    """Return all versions that a version was built on, directly or indirectly, the nearest first.

    If none is missing, the last entry is NOTHING, the state before the first import.
    """
    found = []
    above = parent(folder, name)
    while above is not None:
        found.append(above)
        above = None if above == NOTHING else parent(folder, above)
    return found


def passes_over(folder: Path, name: str, to: str | None) -> bool:
    """Return whether an undo from version `name` to `to` skips the version that `name` was built on.

    That happens if the version in between is damaged or missing. `to` None: nothing is imported.
    """
    behind = recorded_parent(folder, name)
    if behind in (NOTHING, versions.UNKNOWN):
        return False
    return to is None or versions.number(to) < versions.number(behind)


def lost(folder: Path, name: str) -> list[str]:
    """Return the ancestors of a version that are missing, except those deleted as no longer needed."""
    kept = versions.listed(folder)
    numbers = [versions.number(one) for one in kept]
    found = []
    for one in (name, *ancestors(folder, name)):
        behind = NOTHING if one == NOTHING else recorded_parent(folder, one)
        if behind in (NOTHING, versions.UNKNOWN) or versions.number(behind) in numbers:
            continue
        if versions.seal_path(folder, behind).exists() or min(numbers) < versions.number(behind):
            found.append(behind)
    return found


def taken_back(folder: Path) -> list[str]:
    """Return the names of the undone versions that are still on disk, the most recently undone last."""
    try:
        lines = (folder / LIST).read_bytes().decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
    kept = set(versions.listed(folder))
    return [line for line in lines if line in kept]


def take_back(folder: Path, name: str, to: str) -> None:
    """Undo a version: add it to the list of undone versions and make another version current.

    The list is written first: if the undo is interrupted, the current version stays on the list, which is
    harmless.
    """
    listed = [one for one in taken_back(folder) if one != name]
    atomic_file.write(folder / LIST, "".join(f"{one}\n" for one in [*listed, name]))
    versions.set_current(folder, to)


def next_again(folder: Path, current: str | None) -> str | None:
    """Return the version that a redo would make current; None if a redo is not possible."""
    listed = [name for name in taken_back(folder) if name != current]
    return listed[-1] if listed and _leads_to(folder, listed, current or NOTHING) else None


def _leads_to(folder: Path, listed: list[str], goal: str) -> bool:
    """Return whether an undo of the last version in `listed` leads to the version `goal`.

    True if that version was built on `goal`, or if no version between the two can be shown.
    """
    for above in ancestors(folder, listed[-1]):
        if above == goal or above in listed:
            return above == goal
    return False


def bring_again(folder: Path, name: str) -> None:
    """Make an undone version current again and remove it from the list of undone versions."""
    versions.set_current(folder, name)
    rest = [one for one in taken_back(folder) if one != name]
    atomic_file.write(folder / LIST, "".join(f"{one}\n" for one in rest))


def steps_forward(folder: Path, current: str | None) -> int:
    """Count the undone versions that repeated redo can make current again."""
    listed = [name for name in taken_back(folder) if name != current]
    steps, at = 0, current or NOTHING
    while listed and _leads_to(folder, listed, at):
        at = listed.pop()
        steps += 1
    return steps


def candidates(folder: Path, pointer: versions.Pointer) -> list[str]:
    """Return the versions that may be shown when the version named in CURRENT is unusable, best first.

    These are the ancestors of that version, or, if CURRENT is unusable, all versions that were not undone,
    newest first.
    """
    if pointer.name is not None and _has_version(folder, pointer.name):
        return [name for name in ancestors(folder, pointer.name) if name != NOTHING]
    gone = set(taken_back(folder))
    return [name for name in reversed(versions.listed(folder)) if name not in gone]


def _has_version(folder: Path, name: str) -> bool:
    """Return whether the file or the checksum file (seal) of a version exists."""
    return (folder / "versions" / name).exists() or versions.seal_path(folder, name).exists()


def make_current(
    folder: Path,
    built: Path,
    name: str,
    *,
    parent: str,
    day: datetime.date,
    replaced: str | None = None,
) -> None:
    """Publish a finished version file, make it current, and delete versions that are no longer needed.

    Parameters
    ----------
    folder
        Folder of the store.
    built
        Finished file of the version.
    name, parent, day
        Name of the version, the one it was built on, and its data day.
    replaced
        Version that it replaces; the pointer changes only if it named that version, and undone versions can
        still be redone.
    """
    pointer = versions.pointer(folder)
    if pointer.state == "absent" and not versions.listed(folder):
        versions.set_current(folder, NOTHING)  # so that a death before the last step is a store without data
    try:
        versions.publish(folder, built, name, parent, day)
    except BaseException:
        atomic_file.remove(built)
        raise
    if replaced is None or pointer.name == replaced:
        versions.set_current(folder, name)
    if replaced is None:
        prune(folder, name)
    else:
        _delete(folder, replaced)


def prune(folder: Path, name: str) -> None:
    """Delete undone versions and versions too old for undo, once version `name` is current.

    Versions that are damaged or of a newer Holdfast are set aside instead, so that their data can still be
    recovered. A version that is open elsewhere (Windows) stays until the next pruning.
    """
    gone = taken_back(folder)
    keep = {name, *ancestors(folder, name)[:UNDO_DEPTH]}
    for other in versions.listed(folder):
        if other in keep:
            continue
        if _readable(folder, other):
            _delete(folder, other)
        else:
            _set_aside(folder, other)
    if gone:
        atomic_file.write(folder / LIST, "")
    for seal in (folder / "versions").glob("*.duckdb.sha256"):
        if not seal.with_suffix("").exists():
            atomic_file.remove(seal)


def _readable(folder: Path, name: str) -> bool:
    """Return whether a version file is undamaged and readable by this release of Holdfast."""
    try:
        return versions.verify_checksum(folder, name) and bool(read_version(folder / "versions" / name))
    except versions.StoreUnusable:
        return False


def _delete(folder: Path, name: str) -> None:
    """Delete the file of a version, its seal and its early-warning models."""
    atomic_file.remove(folder / "versions" / name)
    for made in (folder / "models").glob(f"{Path(name).stem}.*"):
        atomic_file.remove(made)
    if not (folder / "versions" / name).exists():
        atomic_file.remove(versions.seal_path(folder, name))


def _set_aside(folder: Path, name: str) -> None:
    """Rename an unreadable version file and its seal so that nothing reads them any more."""
    try:
        away = atomic_file.set_aside(folder / "versions" / name)
    except OSError:
        return
    seal = versions.seal_path(folder, name)
    if seal.is_file():
        seal.rename(away.with_name(f"{away.name}.sha256"))
