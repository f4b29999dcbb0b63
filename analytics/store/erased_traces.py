"""Removal of an erased client's traces from the files of a store other than its data versions.

These files are notes, saved answers, journal, log, models, damaged files moved aside and scratch files. Names
of files, sheets and columns contain a client's code if an export has one file, sheet or column per client.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from analytics import log
from analytics.store import atomic_file, journal, versions
from analytics.store.undo_redo import LIST

ERASED = "(erased)"
SHEET = ", sheet "  # between the names of a workbook and of a sheet in it
SHORT = 4  # digits; shorter codes of digits only are not searched for inside a text
_NAMES = (
    "sheets",
    "unused_sheets",
    "hidden_sheets",
    "unknown_closure_words",
)  # lists in a report's `recognised`
_MAPPED = ("columns", "between_rows")  # dictionaries in it whose keys are headers of a file


def redactor(codes: Collection[str]) -> Callable[[str], str]:
    """Return a function that replaces the given client codes in the name of a file, sheet or column.

    A code is replaced if it is not adjacent to a letter or digit. A code of one to three digits is replaced
    only if it is the whole name, because such numbers occur everywhere.
    """
    inside = [code for code in codes if not (code.isdigit() and len(code) < SHORT)]
    pattern = "|".join(re.escape(code) for code in sorted(inside, key=len, reverse=True))
    found = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])") if inside else None
    whole = frozenset(codes)

    def redacted(text: str) -> str:
        """Return a file, sheet or column name with client codes replaced."""
        stem, dot, ending = text.rpartition(".")
        book, mark, sheet = text.rpartition(SHEET)
        if mark and sheet in whole:
            return f"{redacted(book)}{mark}{ERASED}"
        if text in whole or (dot and stem in whole):
            return f"{ERASED}{dot}{ending}" if dot and stem in whole else ERASED
        return found.sub(ERASED, text) if found else text

    return redacted


def redacted_files(files: list[dict[str, Any]], redacted: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the file entries of a delivery, with client codes in the file names replaced."""
    return [{**file, "name": redacted(str(file.get("name", "")))} for file in files]


def prose_redactor(codes: Collection[str]) -> Callable[[str], str]:
    """Return a function that replaces client codes in sentences, except codes of digits only.

    A number in a sentence may be a year or a count.
    """
    return redactor([code for code in codes if not code.isdigit()])


def redacted_report(
    report: dict[str, Any], redacted: Callable[[str], str], prose: Callable[[str], str]
) -> dict[str, Any]:
    """Return a stored import report with client codes replaced in its message and its names.

    redacted: applied to names (from `redactor`). prose: applied to the message (from `prose_redactor`).
    """
    recognised = dict(report.get("recognised") or {})
    for name in _NAMES:
        if name in recognised:
            recognised[name] = [redacted(str(one)) for one in recognised[name]]
    for name in _MAPPED:
        if name in recognised:
            recognised[name] = {redacted(key): value for key, value in recognised[name].items()}
    if "matching" in recognised:
        recognised["matching"] = [_column_without(one, redacted) for one in recognised["matching"]]
    changed: dict[str, Any] = {"recognised": recognised} if recognised else {}
    if "message" in report:
        changed["message"] = prose(report["message"])
    return {**report, **changed}


def _column_without(entry: dict[str, Any], redacted: Callable[[str], str]) -> dict[str, Any]:
    """Return a report's entry on one column, with client codes in names and sample values replaced."""
    names = {key: redacted(str(entry[key])) for key in ("file", "column") if entry.get(key)}
    return {**entry, **names, "values": [redacted(str(one)) for one in entry.get("values") or ()]}


def count_traces(folder: Path, codes: Collection[str]) -> tuple[int, int]:
    """Return the numbers of journal lines and saved answers that contain a client code."""
    redacted = redactor(codes)
    lines = sum(_entry_without(one, redacted) != one for one in journal.read(folder).entries)
    return lines, sum(_answer_without(one, redacted) != one for one in _answers(folder))


def remove(folder: Path, codes: Collection[str]) -> None:
    """Remove the clients' codes from every file beside the data versions; the caller holds the write lock."""
    redacted = redactor(codes)
    journal.rewrite(folder, lambda entry: _entry_without(entry, redacted))
    _forget_answers(folder, redacted)
    _clean_log(folder.parent / log.FILE.parent, prose_redactor(codes))
    for path in sorted(folder.rglob("*"), reverse=True):
        if atomic_file.ASIDE in path.name or (path.is_file() and _is_scratch(path.name)):
            _delete(path)


def delete_other_versions(folder: Path, name: str | None) -> list[str]:
    """Delete all data versions except `name`, with their checksum files and models.

    name: the version to keep; None to delete all.

    Returns
    -------
    list of str
        Versions that could not be deleted because another program has them open (Windows).
    """
    for other in versions.listed(folder):
        if other != name:
            atomic_file.remove(folder / "versions" / other)
    kept = set(versions.listed(folder))
    for seal in (folder / "versions").glob("*.sha256"):
        if seal.name.removesuffix(".sha256") not in kept:
            atomic_file.remove(seal)
    stem = Path(name).stem if name else None
    for made in (folder / "models").glob("*"):
        if stem is None or not made.name.startswith(f"{stem}."):
            atomic_file.remove(made)
    if (folder / LIST).exists():
        atomic_file.write(folder / LIST, "")
    return sorted(kept - {name})


def _entry_without(entry: dict[str, Any], redacted: Callable[[str], str]) -> dict[str, Any]:
    """Return a journal entry, with client codes in its file names replaced."""
    return {**entry, "files": redacted_files(entry["files"], redacted)} if entry.get("files") else entry


def _answers(folder: Path) -> list[dict[str, Any]]:
    """Return the saved answers about files as dictionaries; empty if the file is missing or damaged."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        held = json.loads((folder / "profiles.json").read_bytes())
        return [one for one in held["entries"] if isinstance(one, dict)]
    return []


def _answer_without(answer: dict[str, Any], redacted: Callable[[str], str]) -> dict[str, Any] | None:
    """Return a saved answer with redacted file names; None if its columns or value contain a client code."""
    said = [*answer.get("headers", ()), answer.get("key", ""), answer.get("value") or ""]
    if any(redacted(str(one)) != str(one) for one in said):
        return None
    return {**answer, "files": [redacted(str(one)) for one in answer.get("files", ())]}


def _forget_answers(folder: Path, redacted: Callable[[str], str]) -> None:
    """Delete saved answers whose columns or values contain a client code; redact file names of the others."""
    path = folder / "profiles.json"
    held = _answers(folder)
    kept = [one for answer in held if (one := _answer_without(answer, redacted)) is not None]
    if kept != held:
        document: Mapping[str, Any] = {**json.loads(path.read_bytes()), "entries": kept}
        atomic_file.write(path, json.dumps(document, indent=1, ensure_ascii=False))
    elif path.is_file() and not held:  # damaged or in an older format, so its entries are unknown
        text = path.read_text(encoding="utf-8", errors="replace")
        if redacted(text) != text:
            atomic_file.remove(path)


def _clean_log(folder: Path, redacted: Callable[[str], str]) -> None:
    """Replace client codes in the error log, which should not contain any."""
    for path in folder.glob(f"{log.FILE.name}*"):
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="replace")
            if redacted(text) != text:
                atomic_file.write(path, redacted(text))


def _is_scratch(name: str) -> bool:
    """Return whether a file name is that of a scratch file left by an interrupted atomic write."""
    return re.fullmatch(r"\..+-[0-9a-f]{8}", name) is not None


def _delete(path: Path) -> None:
    """Delete a file, or a folder with everything in it."""
    if path.is_dir() and not path.is_symlink():
        for one in sorted(path.rglob("*"), reverse=True):
            atomic_file.remove(one)
    atomic_file.remove(path)
