"""Saved answers about files, so that files with the same column names raise no question twice.

Each answer is an immutable entry with column names, answer, time, person and import. It applies while its
import is part of the current data, so that undo and redo of the import also apply to the answer. Answers
given or deleted by hand apply regardless of imports. Of several entries for one question, the last one
counts.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from analytics import clock
from analytics.ingest.base.errors import ALL_SHEETS
from analytics.ingest.base.normalize import normalized
from analytics.store import atomic_file

FILE, LAYOUT = "profiles.json", 2
NAMES_KEPT = 6  # names of files kept with an answer: the first one and the latest
# Answers that say nothing about the next file:
_OF_ONE_IMPORT = ("closure", "data_day", "replace", "not_in_file", "constant:client_id")
_OF_ONE_IMPORT_KINDS = ("identity:",)


@dataclass(frozen=True, kw_only=True)
class SavedAnswer:
    """One saved answer to one question about files with certain column names.

    signature: of the column names (`headers`). key, value: as in `answering`; value None: forgotten. said_at: in
    UTC. import_id: of the import it was given with, None if it was given by hand. files: names of files it was
    used for. profile: the name it is kept under beside the column names.
    """

    signature: str
    headers: tuple[str, ...]
    key: str
    value: str | None
    said_at: str
    said_by: str = ""
    import_id: str | None = None
    files: tuple[str, ...] = ()
    profile: str | None = None


def signature(header: tuple[str, ...]) -> str:
    """Return a hash (16 hexadecimal digits) of a set of column names, ignoring their order and spelling."""
    names = "\n".join(sorted(normalized(name) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


class Profiles:
    """Saved answers of one store, read from its file `profiles.json`."""

    def __init__(self, folder: Path, name: str | None = None, there: Iterable[str] | None = None) -> None:
        """Read the saved answers about files from the folder of a store.

        Parameters
        ----------
        folder : of the store.
        name : a name under which answers are kept beside the column names.
        there : ids of the imports behind the data on show, None to count every answer.
        """
        self.path, self.name = folder / FILE, name
        self.there = None if there is None else frozenset(there)
        self.entries = read(self.path)

    def in_force(self) -> list[SavedAnswer]:
        """Return the last answer to each question per set of column names, without deleted answers."""
        last = {}
        for one in self.entries:
            if one.import_id is None or self.there is None or one.import_id in self.there:
                last.pop((one.signature, one.key), None)  # so that the order is that of the last word
                last[one.signature, one.key] = one
        return [one for one in last.values() if one.value is not None]

    def answers(self, key: str) -> dict[str, str]:
        """Return the saved answers for tables with the given signature of column names, by question key.

        Answers saved under the profile's name take precedence.
        """
        held = self.in_force()
        by_header = {one.key: one.value for one in held if one.signature == key}
        by_name = {one.key: one.value for one in held if self.name and one.profile == self.name}
        return {about: value for about, value in (by_header | by_name).items() if value is not None}

    def columns(self) -> dict[str, str]:
        """Return all saved answers about columns, for files whose header row is not recognised.

        Their keys are `column:<header>`.
        """
        return {
            one.key: one.value
            for one in self.in_force()
            if one.key.startswith("column:") and one.value is not None
        }

    def remember(
        self,
        signatures: Mapping[str, list[str]],
        answers: Mapping[str, str],
        *,
        import_id: str | None = None,
        by: str = "",
        files: Mapping[str, list[str]] | None = None,
        kept: Callable[[], set[str]] | None = None,
    ) -> None:
        """Save the answers of a delivery for later files with the same column names.

        Nothing is written when there is nothing new.

        Parameters
        ----------
        signatures : header by the signature of its column names, of each table.
        answers : question key -> choice.
        import_id : of the delivery, None if it changed nothing.
        by : who answered.
        files : names of its files by signature.
        kept : returns the ids of imports that undo or redo can reach; answers of any other import are dropped.
        """
        before, files = list(self.entries), files or {}
        now = clock.now().isoformat()
        for key, header in signatures.items():
            held = {one.key: one for one in self.in_force() if one.signature == key}
            names = files.get(key, [])
            for about, value in _lasting(answers, header, signatures.values()).items():
                if about not in held or held[about].value != value:
                    entry = SavedAnswer(
                        signature=key,
                        headers=tuple(header),
                        key=about,
                        value=value,
                        said_at=now,
                        said_by=by,
                        import_id=import_id,
                        files=tuple(names),
                        profile=self.name,
                    )
                    held[about] = entry
                    self.entries.append(entry)
            for one in held.values():
                self._exchange(
                    one, replace(one, files=_with(one.files, names), profile=self.name or one.profile)
                )
        self._drop_abandoned(import_id, kept)
        if self.entries != before:
            write(self.path, self.entries)

    def _exchange(self, one: SavedAnswer, other: SavedAnswer) -> None:
        """Replace one saved answer by another, in the same position."""
        self.entries[self.entries.index(one)] = other

    def _drop_abandoned(self, import_id: str | None, kept: Callable[[], set[str]] | None) -> None:
        """Delete the answers given with imports that neither undo nor redo can reach any more."""
        if self.there is None or kept is None:
            return
        strange = {one.import_id for one in self.entries} - {None, import_id, *self.there}
        if strange:
            gone = strange - kept()
            self.entries = [one for one in self.entries if one.import_id not in gone]


def _lasting(
    answers: Mapping[str, str], header: Iterable[str], headers: Iterable[Iterable[str]]
) -> dict[str, str]:
    """Return the answers that apply to later files with these column names, not only to one import.

    Answers about a column are kept only if this file has the column, or no file has it.
    """
    own_names, all_names = set(map(normalized, header)), {normalized(name) for one in headers for name in one}
    found = {}
    for key, value in answers.items():
        kind, _, name = key.partition(":")
        if key in _OF_ONE_IMPORT or key.startswith(_OF_ONE_IMPORT_KINDS):
            continue
        if kind == "sheet" and value != ALL_SHEETS:  # the next workbook may have another sheet beside it
            continue
        if kind == "column" and normalized(name) in all_names - own_names:
            continue
        found[key] = value
    return found


def _with(names: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """Return file names with new ones added; if there are too many, keep only the first and the latest."""
    found = (*names, *(name for name in more if name not in names))
    return found if len(found) <= NAMES_KEPT else (found[0], *found[1 - NAMES_KEPT :])


def read(path: Path) -> list[SavedAnswer]:
    """Return the saved answers in a file, oldest first; empty if the file is missing or damaged.

    Answers saved by an older Holdfast count as given by hand.
    """
    return _read(path) or []


def _read(path: Path) -> list[SavedAnswer] | None:
    """Return the saved answers in a file; None if the file exists but cannot be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(held, dict) and held.get("layout") == LAYOUT:
            return [_saved_answer(one) for one in held["entries"]]
        when = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).replace(microsecond=0)
        return list(_of_older(held, when.isoformat()))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(path: Path, entries: list[SavedAnswer]) -> None:
    """Replace the file of saved answers; move a damaged file aside first."""
    if path.exists() and _read(path) is None:
        atomic_file.set_aside(path)
    document: dict[str, Any] = {"layout": LAYOUT, "entries": [asdict(one) for one in entries]}
    atomic_file.write(path, json.dumps(document, indent=1, ensure_ascii=False))


def _saved_answer(held: dict[str, Any]) -> SavedAnswer:
    """Convert a saved answer from its JSON form; raise TypeError, KeyError or ValueError if it is damaged."""
    texts = (held["signature"], held["key"], held["said_at"], held["value"] or "")
    if not all(isinstance(one, str) for one in texts):
        raise TypeError("an answer is text")
    datetime.datetime.fromisoformat(held["said_at"])
    return SavedAnswer(**{**held, "headers": tuple(held["headers"]), "files": tuple(held["files"])})


def _of_older(held: dict[str, Any], when: str) -> Iterable[SavedAnswer]:
    """Yield the saved answers of a file in the older format, which groups them by column names."""
    for key, entry in held.items():
        if isinstance(entry, dict):
            for about, value in entry.get("answers", {}).items():
                yield SavedAnswer(
                    signature=key,
                    headers=tuple(entry.get("headers", ())),
                    key=about,
                    value=value,
                    said_at=when,
                    profile=entry.get("profile"),
                )
