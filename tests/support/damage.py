"""Kinds of damage to a file, such as a changed byte, a cut end, other content or a missing file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from analytics.store import versions

QUICK = ("flipped", "gone")  # damages tried in the quick run; the others run with --slow
DAMAGES = ("flipped", "cut", "empty", "foreign", "newer", "gone", "directory")
FILES = (
    *("pointer", "seal", "version", "versions", "models", "notes", "definitions", "people", "secret", "lock"),
    *("profiles", "taken_back", "journal"),
)


def spread(cases: Iterable[str | tuple[str, str]]) -> list:
    """Return test parameters for kinds of damage; those not in QUICK are marked slow."""
    made = []
    for case in cases:
        values = (case,) if isinstance(case, str) else case
        made.append(pytest.param(*values, marks=[] if values[-1] in QUICK else [pytest.mark.slow]))
    return made


def path_of(store, which: str) -> Path:
    """Return the path of the store file with this short name, for the current version."""
    name = versions.current(store.folder)
    return {
        "pointer": store.folder / "CURRENT",
        "seal": versions.seal_path(store.folder, name),
        "version": store.folder / "versions" / name,
        "versions": store.folder / "versions",
        "models": store.folder / "models" / f"{Path(name).stem}.json",
        "notes": store.folder / "notes.sqlite",
        "definitions": store.folder / "definitions.toml",
        "people": store.folder / "people.json",
        "secret": store.folder / "secret",
        "lock": store.folder / "lock",
        "profiles": store.folder / "profiles.json",
        "taken_back": store.folder / "TAKEN_BACK",
        "journal": store.folder / "journal.jsonl",
    }[which]


def apply(store, which: str, damage: str) -> None:
    """Damage one file of a store."""
    spoil(path_of(store, which), damage, which, is_folder=which == "versions")


def spoil(path: Path, damage: str, which: str, *, is_folder: bool = False) -> None:
    """Damage the file at a path.

    Parameters: which, what kind of file it is, for damages that depend on it; is_folder, whether a folder belongs
    there, which is only gone or replaced by a file.
    """
    if path.is_file():
        path.chmod(0o600)
    if damage in ("gone", "directory"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if damage == "directory" and not is_folder:
            path.mkdir(mode=0o700)
        elif damage == "directory":
            path.write_text("a file in place of a folder")
            path.chmod(0o600)
        return
    if is_folder:
        raise ValueError("a folder is only gone or replaced")
    content = path.read_bytes() if path.exists() else b""
    path.write_bytes(_changed(which, damage, content, path))
    path.chmod(0o600)


def _changed(which: str, damage: str, content: bytes, path: Path) -> bytes:
    if damage == "flipped":
        if which == "notes":  # the schema of the table, which SQLite reads first
            return content.replace(b"episode_no", b"episodf_np")
        middle = len(content) // 2
        return (
            content[:middle] + bytes([content[middle] ^ 0x15]) + content[middle + 1 :] if content else b"\x15"
        )
    if damage == "cut":
        return content[: len(content) // 2]
    if damage == "empty":
        return b""
    if damage == "foreign":
        return b"\x89PNG\r\n\x1a\n\x00\x00 something else \xff\xfe"
    return {"version": _newer_version, "notes": _newer_notes}.get(which, _newer_text)(path, content)


def _newer_text(path: Path, content: bytes) -> bytes:
    return json.dumps({"layout": 99, "holdfast": "9.0", "people": [{"role": "king"}]}).encode()


def _newer_version(path: Path, content: bytes) -> bytes:
    """Rewrite a version as if made by a newer Holdfast: extra column, higher layout number, valid seal."""
    made = path.with_name("newer.tmp")
    made.write_bytes(content)
    with duckdb.connect(str(made)) as connection:
        connection.execute("alter table meta.version add column colour varchar")
        connection.execute("update meta.version set layout_no = 99")
    newer = made.read_bytes()
    seal = versions.seal_path(path.parent.parent, path.name)
    seal.chmod(0o600)
    seal.write_text(versions.fingerprint(made) + "\n")
    made.unlink()
    return newer


def _newer_notes(path: Path, content: bytes) -> bytes:
    made = path.with_name("newer.tmp")
    connection = sqlite3.connect(made)
    connection.execute("create table talk (version integer, body blob)")
    connection.execute("insert into talk values (9, x'00')")
    connection.commit()
    connection.close()
    newer = made.read_bytes()
    made.unlink()
    return newer
