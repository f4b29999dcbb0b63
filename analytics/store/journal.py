"""Journal of a store: an append-only file of what was done to its data, when and by whom.

One JSON object per line in `journal.jsonl`, each with a running number and a checksum. No client codes, no scores.

    with journal.noting(folder, "undo", version=to, by="This computer", left=name):   # the block moves the pointer
        undo_redo.take_back(folder, name, to)
    journal.append(folder, "models", version=name)                                    # nothing moves

`noting` first writes the entry to `journal.next`; after the block the entry is added where the pointer really
names its version. A writer that is killed in between leaves `journal.next`, which the next writer completes
(`mend`). A damaged journal blocks nothing: the next writer sets it aside and continues with the undamaged
lines.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import clock
from analytics.store import atomic_file, delivered, versions

if TYPE_CHECKING:
    from analytics.store.merging import BuildResult

FILE, NEXT = "journal.jsonl", "journal.next"
IMPORT, UNDO, REDO, RULES, REPLACED = "import", "undo", "redo", "rules", "replaced"
LEAVE_OUT, ALIAS, MODELS, FOUND = "leave_out", "alias", "models", "found"
ERASE, ALLOWED, RESTORED = "erase", "allow_again", "restore"  # ERASE: undo ends there
ENCRYPTED, DECRYPTED, NEW_KEY = "encrypted", "decrypted", "new_key"
# REPLACED: a version counted again in its place, for `reason` layout or day. FOUND: the pointer names a version that no
# entry speaks of, such as after files were put back by hand.
KINDS = (
    *(IMPORT, UNDO, REDO, RULES, REPLACED, LEAVE_OUT, ALIAS, MODELS, FOUND, ERASE, ALLOWED, RESTORED),
    *(ENCRYPTED, DECRYPTED, NEW_KEY),
)


@dataclass(frozen=True)
class Journal:
    """Content of a journal file: undamaged entries, number of damaged lines, whether the end is cut off."""

    entries: tuple[dict[str, Any], ...] = ()
    damaged: int = 0
    torn: bool = False

    @property
    def whole(self) -> bool:
        """Return whether no line of the journal is damaged, cut off or missing."""
        numbers = [one["n"] for one in self.entries]
        return not (self.damaged or self.torn) and numbers == list(range(1, len(numbers) + 1))


def read(folder: Path) -> Journal:
    """Read the journal of a store; return an empty one if the file is missing or unreadable."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return Journal(damaged=int((folder / FILE).is_dir()))
    lines = content.split(b"\n")
    found = [_entry(line) for line in lines[:-1]]
    entries = tuple(one for one in found if one is not None)
    return Journal(entries, len(found) - len(entries), bool(lines[-1]))


def append(folder: Path, what: str, *, version: str, by: str = "", **more: Any) -> None:
    """Add a journal entry about something that does not change the current version; ignore a full disk.

    Parameters
    ----------
    folder
        Folder of the store.
    what
        One of `KINDS`.
    version
        The version on show (NOTHING without one).
    by
        Name of the person.
    more
        Further JSON entries of this kind: `import_id`, `parent`, `day`, `files`, `counts`, `reason`.
    """
    with contextlib.suppress(OSError):
        _add(folder, _made(what, version, by, more))


@contextlib.contextmanager
def noting(folder: Path, what: str, *, version: str, by: str = "", **more: Any) -> Iterator[None]:
    """Add a journal entry after a `with` block, if the named version is then the current one.

    version: NOTHING for the state before the first import.

    Parameters as for `append`.

    Raises
    ------
    OSError
        Before the block, when the disk is full; nothing has changed then.
    """
    atomic_file.write(folder / NEXT, json.dumps(_made(what, version, by, more), ensure_ascii=False))
    try:
        yield
    finally:
        with contextlib.suppress(OSError, versions.StoreUnusable):
            _settle(folder)


def of_import(
    result: BuildResult,
    report: dict[str, Any],
    by: str,
    files: list[dict[str, Any]],
    day: datetime.date,
    replace: bool,
) -> dict[str, Any]:
    """Return the content of the journal entry for an import: person, data date, files and row counts.

    Parameters
    ----------
    result
        Counts of the delivery's rows by their effect.
    report
        Import report so far.
    by, files, day, replace
        Who imported which files, up to which data day, and whether they are the whole practice.

    Returns
    -------
    dict
        JSON; in `counts`, `known` is every accepted row without news.
    """
    counts = result.counts
    by_effect = {effect: counts[effect] for effect in ("new", "corrected", "added_to")}
    by_effect["known"] = report.get("rows_accepted", sum(counts.values())) - sum(by_effect.values())
    by_effect |= {
        "left_out": report.get("rows_quarantined", 0),
        "rows": report.get("rows_in", sum(counts.values())),
    }
    by_effect |= {key: n for key, n in (("removed", result.removed), ("cleared", result.cleared)) if n}
    whole = {"replace": True} if replace else {}
    return {"by": by, "day": day.isoformat(), "files": files, "counts": by_effect, **whole}


def mend(folder: Path) -> None:
    """Complete or repair the journal after a crash or damage.

    The caller holds the write lock.

    Completes `journal.next`, sets a damaged file aside, and adds imports of the current version that the
    journal lacks.
    """
    with contextlib.suppress(OSError, versions.StoreUnusable):
        _settle(folder)
        held, name = read(folder), pointed(folder)
        last = next((one["version"] for one in reversed(held.entries) if one["version"]), versions.NOTHING)
        if held.whole and (name is None or last == name):
            return
        missing = _missing(folder, held, name)
        if held.whole:
            for entry in missing:
                _add(folder, entry)
        else:
            _rewrite(folder, held, missing)
        if name is not None and last != name and not (missing and missing[-1]["version"] == name):
            _add(folder, _made(FOUND, name, "", {}))


def pointed(folder: Path) -> str | None:
    """Return the version that the file CURRENT names; None if the file is damaged.

    NOTHING before the first import, and if CURRENT contains it.
    """
    pointer = versions.pointer(folder)
    if pointer.state == "absent" and not versions.listed(folder):
        return versions.NOTHING
    return {"named": pointer.name, "nothing": versions.NOTHING}.get(pointer.state)


def rewrite(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Replace every entry of the journal by the result of a function, keeping no copy of the old entries."""
    held = read(folder)
    changed = tuple(change(one) for one in held.entries)
    if changed != held.entries or not held.whole:
        _rewrite(folder, Journal(changed), [])


def pending(folder: Path) -> bool:
    """Return whether an interrupted writer left an unfinished journal entry."""
    return (folder / NEXT).is_file()


def _missing(folder: Path, journal: Journal, name: str | None) -> list[dict[str, Any]]:
    """Return new entries, oldest first, for deliveries of a version that are missing from the journal."""
    if name in (None, versions.NOTHING) or not versions.verify_checksum(folder, name):
        return []
    known = {one.get("import_id") for one in journal.entries}
    rows = delivered.entries(folder / "versions" / name)
    return [
        _made(
            IMPORT, name if row is rows[-1] else None, row["by"], {k: v for k, v in row.items() if k != "by"}
        )
        for row in rows
        if row["import_id"] not in known
    ]


def _settle(folder: Path) -> None:
    """Append the entry in `journal.next` if its version is now current; delete `journal.next` in any case."""
    path = folder / NEXT
    if not path.is_file():
        return
    try:
        entry = json.loads(path.read_bytes())
        version, mark = entry["version"], entry["id"]
    except (ValueError, KeyError, TypeError):  # a file of somebody else in its place
        atomic_file.set_aside(path)
        return
    entries = read(folder).entries
    if pointed(folder) == version and not (entries and entries[-1]["id"] == mark):
        _add(folder, entry)
    atomic_file.remove(path)


def _made(what: str, version: str | None, by: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return a journal entry with a new id and the current time."""
    assert what in KINDS
    at = clock.now().isoformat()
    return {"id": secrets.token_hex(6), "at": at, "what": what, "by": by, "version": version, **more}


def _add(folder: Path, entry: dict[str, Any]) -> None:
    """Append one entry to the journal file and force it to the disk; first remove a cut-off last line."""
    path = folder / FILE
    if path.is_dir():
        atomic_file.set_aside(path)
    held = read(folder)
    if held.torn:
        content = path.read_bytes()
        os.truncate(path, content.rfind(b"\n") + 1)
    number = held.entries[-1]["n"] + 1 if held.entries else 1
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, atomic_file.FILE)
    try:
        os.write(handle, _line({"n": number, **entry}))
        os.fsync(handle)
    finally:
        os.close(handle)
    if number == 1:
        atomic_file.flush(folder)


def _rewrite(folder: Path, journal: Journal, missing: list[dict[str, Any]]) -> None:
    """Rewrite the journal from undamaged and missing entries; keep a copy of a damaged file beside it."""
    if (folder / FILE).is_dir():
        atomic_file.set_aside(folder / FILE)
    elif journal.damaged:
        away = folder / f"{FILE}{atomic_file.ASIDE}{secrets.token_hex(3)}"
        shutil.copyfile(folder / FILE, away)
        atomic_file.make_private(away)
    entries = sorted([*journal.entries, *missing], key=lambda one: one["at"])
    lines = [_line({**one, "n": number}) for number, one in enumerate(entries, 1)]
    atomic_file.write(folder / FILE, b"".join(lines).decode())


def _line(entry: dict[str, Any]) -> bytes:
    """Return a journal entry as one line of JSON with its checksum, in bytes."""
    text = json.dumps(entry, ensure_ascii=False)
    return f'{text[:-1]}, "sum": "{_sum(text)}"}}\n'.encode()


def _sum(text: str) -> str:
    """Return the checksum of a journal entry's text: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _entry(line: bytes) -> dict[str, Any] | None:
    """Return the journal entry in one line; None if the checksum or the form is wrong."""
    try:
        found = json.loads(line)
        checksum = found.pop("sum")
        fits = _sum(json.dumps(found, ensure_ascii=False)) == checksum
        return found if fits and found["what"] in KINDS and isinstance(found["n"], int) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
