"""Removal of an erased client's traces from the files beside the data versions.

These are marks, remembered answers, journal, log, models, damaged files that were set aside and scratch files. The
traces in names of files, sheets and columns are the client's code itself, where an export has one file, sheet or
column per client.
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
SHORT = 4  # characters from which a code of digits alone is looked for inside a text
_NAMES = (
    "sheets",
    "unused_sheets",
    "hidden_sheets",
    "unknown_closure_words",
)  # lists in a report's `recognised`
_MAPPED = ("columns", "between_rows")  # dictionaries in it whose keys are headers of a file


def redactor(codes: Collection[str]) -> Callable[[str], str]:
    """Return a function that replaces the given client codes in the name of a file, sheet or column.

    A code is replaced where no letter or digit adjoins it. A code of one to three digits is replaced only where
    it is the whole name of a file or sheet, because such numbers occur everywhere.
    """
    inside = [code for code in codes if not (code.isdigit() and len(code) < SHORT)]
    pattern = "|".join(re.escape(code) for code in sorted(inside, key=len, reverse=True))
    found = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])") if inside else None
    whole = frozenset(codes)

    def redacted(text: str) -> str:
        """Return a name without the codes."""
        stem, dot, ending = text.rpartition(".")
        book, mark, sheet = text.rpartition(SHEET)
        if mark and sheet in whole:
            return f"{redacted(book)}{mark}{ERASED}"
        if text in whole or (dot and stem in whole):
            return f"{ERASED}{dot}{ending}" if dot and stem in whole else ERASED
        return found.sub(ERASED, text) if found else text

    return redacted


def redacted_files(files: list[dict[str, Any]], redacted: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the files of a delivery, each with name, hash and rows, without codes in their names."""
    return [{**file, "name": redacted(str(file.get("name", "")))} for file in files]


def prose_redactor(codes: Collection[str]) -> Callable[[str], str]:
    """Return a redactor for sentences and log lines, where a code of digits alone is left: it may be a year or a count."""
    return redactor([code for code in codes if not code.isdigit()])


def redacted_report(
    report: dict[str, Any], redacted: Callable[[str], str], prose: Callable[[str], str]
) -> dict[str, Any]:
    """Return a stored import report without codes in its message and in the names of sheets and columns.

    redacted, prose: for names, and for the message (`redactor`, `prose_redactor`).
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
    """Return a report's entry on one column without codes in its names and sample values."""
    names = {key: redacted(str(entry[key])) for key in ("file", "column") if entry.get(key)}
    return {**entry, **names, "values": [redacted(str(one)) for one in entry.get("values") or ()]}


def count_traces(folder: Path, codes: Collection[str]) -> tuple[int, int]:
    """Return how many journal lines and how many remembered answers name a client in a file or a header."""
    redacted = redactor(codes)
    lines = sum(_entry_without(one, redacted) != one for one in journal.read(folder).entries)
    return lines, sum(_answer_without(one, redacted) != one for one in _answers(folder))


def remove(folder: Path, codes: Collection[str]) -> None:
    """Remove the traces of clients from every file beside the data versions; the caller holds the write lock."""
    redacted = redactor(codes)
    journal.rewrite(folder, lambda entry: _entry_without(entry, redacted))
    _forget_answers(folder, redacted)
    _clean_log(folder.parent / log.FILE.parent, prose_redactor(codes))
    for path in sorted(folder.rglob("*"), reverse=True):
        if atomic_file.ASIDE in path.name or (path.is_file() and _is_scratch(path.name)):
            _delete(path)


def delete_other_versions(folder: Path, name: str | None) -> list[str]:
    """Delete every data version, seal and model except those of one version.

    name: None to keep none.

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
    """Return a journal entry without codes in the names of its files."""
    return {**entry, "files": redacted_files(entry["files"], redacted)} if entry.get("files") else entry


def _answers(folder: Path) -> list[dict[str, Any]]:
    """Return the remembered answers about files as dictionaries; empty if there are none or they are damaged."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        held = json.loads((folder / "profiles.json").read_bytes())
        return [one for one in held["entries"] if isinstance(one, dict)]
    return []


def _answer_without(answer: dict[str, Any], redacted: Callable[[str], str]) -> dict[str, Any] | None:
    """Return a remembered answer without codes in names of files; None if its columns or itself name one."""
    said = [*answer.get("headers", ()), answer.get("key", ""), answer.get("value") or ""]
    if any(redacted(str(one)) != str(one) for one in said):
        return None
    return {**answer, "files": [redacted(str(one)) for one in answer.get("files", ())]}


def _forget_answers(folder: Path, redacted: Callable[[str], str]) -> None:
    """Drop remembered answers whose columns name a client; redact the names of files of the others."""
    path = folder / "profiles.json"
    held = _answers(folder)
    kept = [one for answer in held if (one := _answer_without(answer, redacted)) is not None]
    if kept != held:
        document: Mapping[str, Any] = {**json.loads(path.read_bytes()), "entries": kept}
        atomic_file.write(path, json.dumps(document, indent=1, ensure_ascii=False))
    elif path.is_file() and not held:  # damaged, or of an older Holdfast: nobody can say what it names
        text = path.read_text(encoding="utf-8", errors="replace")
        if redacted(text) != text:
            atomic_file.remove(path)


def _clean_log(folder: Path, redacted: Callable[[str], str]) -> None:
    """Redact the error log, which should name no client, where it does."""
    for path in folder.glob(f"{log.FILE.name}*"):
        with contextlib.suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="replace")
            if redacted(text) != text:
                atomic_file.write(path, redacted(text))


def _is_scratch(name: str) -> bool:
    """Return whether a file name is that of the scratch file of an interrupted atomic write."""
    return re.fullmatch(r"\..+-[0-9a-f]{8}", name) is not None


def _delete(path: Path) -> None:
    """Delete a file, or a folder with everything in it."""
    if path.is_dir() and not path.is_symlink():
        for one in sorted(path.rglob("*"), reverse=True):
            atomic_file.remove(one)
    atomic_file.remove(path)
