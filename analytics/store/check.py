"""The store's self-check: what is damaged, unsafe or left over, in plain sentences."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import duckdb

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
    """Check both stores of a data folder: pointer, every version read to the last block, file permissions."""
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
    try:
        version = read_version(path)
        _read_every_block(path)
    except (versions.StoreUnusable, duckdb.Error):
        advice = "Use imports --undo to go back to the version before." if is_current else "It is not the current one."
        return Finding(store.name, what, "problem", f"The version {name} is damaged. {advice}")
    state = "current" if is_current else "kept for undo"
    return Finding(store.name, what, "ok", f"Readable to the last block, {version.n_sessions:,} sessions, {state}.")


def _read_every_block(path: Path) -> None:
    """Read each column of each table once, so that a damaged block is found before a number is shown."""
    with duckdb.connect(str(path), read_only=True, config={"autoload_known_extensions": "false"}) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema IN ('mart', 'meta')"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'SELECT count(COLUMNS(*)) FROM "{schema}"."{table}"').fetchall()
            connection.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()


def _is_private(path: Path) -> bool:
    return os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & 0o077


def _private(path: Path, name: str) -> Finding:
    if not path.exists():
        return Finding(name, "permissions", "note", "Nothing is there yet.")
    if _is_private(path):
        return Finding(name, "permissions", "ok", f"{path.name} is private to this user of the computer.")
    return Finding(name, "permissions", "problem", f"Others on this computer can open {path.name}; make it private.")
