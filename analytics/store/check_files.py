"""Self-check of a store's files other than its data versions, such as counting rules and journal.

Also the key of the record ids, marks that people set, models, and permissions.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import log
from analytics.accounts import schema as accounts
from analytics.store import (
    atomic_file,
    backups_made,
    check_data_protection,
    early_warning_switch,
    encryption_key,
    erasure,
    journal,
    retention,
    rules_copy,
    tombstones,
)
from analytics.store.disk_errors import StoreUnusable, blocked_message, denied
from analytics.store.undo_redo import LIST

if TYPE_CHECKING:
    from analytics.store.store import Store
    from analytics.store.version import Version

OURS = {
    *("CURRENT", LIST, "versions", "building", "models", "lock", "people.json", "profiles.json"),
    *(journal.FILE, journal.NEXT),
    *(tombstones.FILE, backups_made.FILE, erasure.NEXT, retention.FILE, early_warning_switch.FILE),
    *(rules_copy.RULES, rules_copy.SECRET, "notes.sqlite", "notes.sqlite-wal", "notes.sqlite-shm"),
    *("notes.lock", encryption_key.FILE),
    *(accounts.FILE, f"{accounts.FILE}-journal", accounts.IN_USE),
}
MANY = 3  # files named one by one; of more, only the number is told


@dataclass(frozen=True)
class Finding:
    """Result of one check of a store: what was checked, how serious the result is, and a sentence.

    `level` is ok, note (works, worth knowing) or problem (needs action).
    """

    store: str
    what: str
    level: str
    sentence: str


def permissions(path: Path, name: str = "data folder", *, inside: bool = False) -> list[Finding]:
    """Report whether other users of the computer can open a folder.

    inside: whether every file in the folder is checked too.
    """
    what = "permissions"
    if not os.path.lexists(path):
        return [Finding(name, what, "note", "Nothing is there yet.")]
    try:
        among = [path, *sorted(path.rglob("*"))] if inside else [path]
        wrong = [one for one in among if not atomic_file.is_private(one)]
    except OSError as error:
        return [Finding(name, what, "problem", denied(Path(error.filename or path)))]
    if not wrong:
        return [Finding(name, what, "ok", f"{path.name} is private to this user of the computer.")]
    named = ", ".join(one.name for one in wrong[:MANY]) + (
        f" and {len(wrong) - MANY} more" if wrong[MANY:] else ""
    )
    mend = f"The next import or undo mends that; at once: chmod -R go= {path}"
    return [Finding(name, what, "problem", f"Others on this computer can open {named}. {mend}")]


def log_file(folder: Path) -> list[Finding]:
    """Report an error log that cannot be written or that others can open; empty if all is well."""
    file = folder / log.FILE
    if not os.path.lexists(file.parent):
        return []
    if not file.parent.is_dir() or file.is_dir():
        blocking = file if file.parent.is_dir() else file.parent
        return [
            Finding(
                "all", "log", "note", f"{blocked_message(blocking)} Until then errors go to standard error."
            )
        ]
    found = permissions(file.parent, "log", inside=True)
    return [one for one in found if one.level == "problem"]


def other_files(store: Store) -> list[Finding]:
    """Check the rules, key, list of people, lock, journal, notes and models of one store."""
    version = store.shown()
    found = [*_rules(store, version), *_secret(store, version), *_people(store, version), *_lock(store)]
    found += [*_journal(store), *_notes(store), *_models(store, version)]
    more = check_data_protection.findings(store, version)
    return [*found, *(Finding(store.name, *one) for one in more)]


def _rules(store: Store, version: Version | None) -> list[Finding]:
    """Report whether the file definitions.toml is readable and equals the rules stored in the version."""
    what, path = "definitions", store.folder / rules_copy.RULES
    try:
        rules_copy.rules_beside(store.folder)
    except StoreUnusable as error:
        still = " The data are counted by their own rules, as before; the next import writes the file anew."
        return [Finding(store.name, what, "problem", str(error) if version is None else UNREADABLE + still)]
    if version is not None and not rules_copy.copied(store.folder, version):
        missing = "is missing" if not path.exists() else "differs from the rules that the data are counted by"
        sentence = (
            f"{rules_copy.RULES} {missing}. It is only a copy for people: the data keep their own rules, which change"
            " on the page Definitions. The next import writes the copy anew."
        )
        return [Finding(store.name, what, "note", sentence)]
    return [Finding(store.name, what, "ok", "The definitions can be read.")]


UNREADABLE = f"The copy of the rules of counting in {rules_copy.RULES} cannot be read."


def _secret(store: Store, version: Version | None) -> list[Finding]:
    """Report whether the key file of the record ids equals the key stored in the version."""
    what, held = "secret", rules_copy.secret_beside(store.folder)
    if version is None:
        return []
    if version.secret and held != version.secret:
        sentence = "The key of the record ids (the file secret) is damaged or missing. The next import writes it anew"
        return [Finding(store.name, what, "problem", f"{sentence} from the data; addresses and marks stay.")]
    if not version.secret and held is None:
        try:
            rules_copy.secret(store.folder, version)
        except StoreUnusable as error:
            return [Finding(store.name, what, "problem", str(error))]
    return [Finding(store.name, what, "ok", "The key of the record ids fits the data.")]


def _people(store: Store, version: Version | None) -> list[Finding]:
    """Report a lost or unreadable list of people, or people denied access because codes were merged."""
    from analytics.access import LOST, PeopleUnreadable
    from analytics.accounts import audit, roster

    try:
        people = {one.person for one in roster.listed(store.folder)}
        broken = audit.first_broken(store.folder)
    except PeopleUnreadable as error:
        return [Finding(store.name, "people", "problem", str(error))]
    if broken is not None:
        sentence = f"Line {broken} of the log of who did what, or one before it, was changed by hand."
        return [Finding(store.name, "audit", "problem", sentence)]
    if people:
        apart = [Finding(store.name, "people", "problem", sentence) for sentence in store.apart()]
        return apart or [
            Finding(store.name, "people", "ok", f"The list of people can be read, {len(people)} in all.")
        ]
    if version is not None and version.people:
        return [Finding(store.name, "people", "problem", LOST)]
    return []


def _lock(store: Store) -> list[Finding]:
    """Return a finding if a folder lies where the lock file belongs; else an empty list."""
    if not (store.folder / "lock").is_dir():
        return []
    sentence = "A folder lies where the lock belongs; the next import moves it aside."
    return [Finding(store.name, "lock", "problem", sentence)]


def _journal(store: Store) -> list[Finding]:
    """Report whether the journal of imports exists and is undamaged."""
    what, held, path = "journal", journal.read(store.folder), store.folder / journal.FILE
    if not path.exists():
        version = store.shown()
        sentence = (
            "The journal of imports is missing. The next import begins it anew with what the data still say."
        )
        return [Finding(store.name, what, "note", sentence)] if version else []
    if not held.whole or not held.entries:
        sentence = (
            "The journal of imports is damaged. The data are not: the next import or undo goes on with the lines that"
            " are whole."
        )
        return [Finding(store.name, what, "note" if journal.pending(store.folder) else "problem", sentence)]
    return [
        Finding(store.name, what, "ok", f"The journal of imports is whole, {len(held.entries):,} entries.")
    ]


def _notes(store: Store) -> list[Finding]:
    """Report whether the file of clients marked as discussed is readable; empty without the file."""
    from analytics.notes import Talks

    marks = Talks(store.folder)
    said = marks.problem()
    if said:
        return [Finding(store.name, "notes", "problem", said)]
    return [Finding(store.name, "notes", "ok", "The marks can be read.")] if marks.path.exists() else []


def _models(store: Store, version: Version | None) -> list[Finding]:
    """Report whether a version's early-warning models are intact, damaged, missing, failed or turned off."""
    if version is None:
        return []
    from analytics.risk import early_warning, model_store

    if model_store.is_off(version):
        return [Finding(store.name, "models", "note", str(early_warning.OFF))]
    number, path = model_store.failure(version), model_store.path(version)
    if number:
        return [Finding(store.name, "models", "problem", str(early_warning.missing_reason(version)))]
    if model_store.read(version) is not None:
        return [Finding(store.name, "models", "ok", "The early-warning models are intact and fit the data.")]
    if (not path.exists() and not path.parent.is_file()) or model_store.of_older(version):
        return [Finding(store.name, "models", "note", "The early-warning models have not been made yet.")]
    sentence = (
        "The early-warning models are damaged or do not fit the data. They are not used; the next start,"
    )
    return [
        Finding(
            store.name, "models", "problem", f"{sentence} import or `show early_warning` makes them anew."
        )
    ]


def left_over(store: Store) -> list[Finding]:
    """Report scratch files of a stopped import, damaged files set aside, and files of other programs."""
    findings = []
    left = [path for path in (store.folder / "building").rglob("*") if path.is_file()]
    if left:
        sentence = f"{len(left)} scratch files are left from an import that was stopped; the next import removes them."
        findings.append(Finding(store.name, "building", "note", sentence))
    names = [path.name for path in [*store.folder.iterdir(), *_inside(store.folder / "versions")]]
    aside = [name for name in names if atomic_file.ASIDE in name and not name.endswith(".sha256")]
    if aside:
        sentence = f"{len(aside)} damaged or foreign files were set aside ({', '.join(aside[:MANY])})."
        sentence += " Nothing reads them any more; delete them when you like."
        findings.append(Finding(store.name, "set aside", "note", sentence))
    foreign = [
        path.name
        for path in store.folder.iterdir()
        if path.name not in OURS and atomic_file.ASIDE not in path.name
    ]
    foreign = [name for name in foreign if not _scratch_of(name)]
    if foreign:
        named = ", ".join(sorted(foreign)[:MANY])
        sentence = f"{len(foreign)} files are not of Holdfast ({named}); nothing reads them."
        findings.append(Finding(store.name, "files", "note", sentence))
    return findings


def _inside(folder: Path) -> list[Path]:
    """Return the paths of the entries of a folder; an empty list if the folder does not exist."""
    return list(folder.iterdir()) if folder.is_dir() else []


def _scratch_of(name: str) -> bool:
    """Return whether a file name is that of the scratch file of an interrupted write."""
    return name.startswith(".") and name[1:].rpartition("-")[0] in OURS
