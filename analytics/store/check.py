"""The store's self-check: what is damaged, unsafe or left over, in plain sentences."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from analytics.store import versions
from analytics.store.folder import DataFolder, Store, read_version


@dataclass(frozen=True)
class Finding:
    """One row per thing checked. level: `ok`, `note` (works, but should be known) or `problem` (needs action)."""

    store: str
    what: str
    level: str
    sentence: str


def check(folder: DataFolder) -> list[Finding]:
    """Check both stores of a data folder: pointer, every version read to the last byte, file permissions."""
    findings = [_private(folder.path, "data folder")]
    for store in (folder.practice, folder.sample):
        if store.folder.exists():
            findings += _store(store)
        else:
            findings.append(Finding(store.name, "data", "note", f"The store {store.name} holds no data yet."))
    return findings


def _store(store: Store) -> list[Finding]:
    findings = [_private(store.folder, store.name)]
    findings += [_private(path, store.name) for path in sorted(store.folder.rglob("*")) if not _is_private(path)]
    try:
        current = versions.current(store.folder)
    except versions.StoreUnusable as error:
        return [*findings, Finding(store.name, "pointer", "problem", str(error))]
    if current is None:
        return [*findings, Finding(store.name, "data", "note", f"The store {store.name} holds no data yet.")]
    for name in versions.listed(store.folder):
        findings.append(_version(store, name, name == current))
    try:
        store.definitions()
        findings.append(Finding(store.name, "definitions", "ok", "The definitions can be read."))
    except ValueError as error:
        findings.append(Finding(store.name, "definitions", "problem", str(error)))
    left = [path for path in (store.folder / "building").rglob("*") if path.is_file()]
    if left:
        sentence = f"{len(left)} scratch files are left from an import that was stopped; the next import removes them."
        findings.append(Finding(store.name, "building", "note", sentence))
    return findings


def _version(store: Store, name: str, is_current: bool) -> Finding:
    path = store.folder / "versions" / name
    what = f"version {name}"
    if not versions.intact(store.folder, name):
        advice = "Use imports --undo to go back to the version before." if is_current else "It is not the current one."
        return Finding(store.name, what, "problem", f"The version {name} is damaged. {advice}")
    try:
        version = read_version(path)
    except versions.StoreUnusable as error:
        return Finding(store.name, what, "problem", str(error))
    state = "current" if is_current else "kept for undo"
    return Finding(store.name, what, "ok", f"Intact to the last byte, {version.n_sessions:,} sessions, {state}.")


def _is_private(path: Path) -> bool:
    return os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & 0o077


def _private(path: Path, name: str) -> Finding:
    if not path.exists():
        return Finding(name, "permissions", "note", "Nothing is there yet.")
    if _is_private(path):
        return Finding(name, "permissions", "ok", f"{path.name} is private to this user of the computer.")
    return Finding(name, "permissions", "problem", f"Others on this computer can open {path.name}; make it private.")
