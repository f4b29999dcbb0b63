"""Unpacking of a zip archive into the files of one delivery, without nested archives."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected, shortened
from analytics.ingest.base.limits import MAX_FILE_BYTES, MAX_MEMBERS, unpacked_limit
from analytics.ingest.containers import file_kind

_BLOCK = 1 << 20  # bytes unpacked at a time
_ENCRYPTED = 0x1  # bit of the flags of a member
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


def unpacked(files: list[tuple[str, Path]], scratch: Path) -> list[list[tuple[str, Path]]]:
    """Return (name, private copy) of every file or archive member, grouped by delivered file.

    Raises
    ------
    ImportRejected
        For archives that are damaged, encrypted, nested, or unpack to more than the limits; it names the file where
        there are several.

    Notes
    -----
    Names inside an archive are for messages only and never part of a path.
    """
    found = []
    for number, (name, path) in enumerate(files):
        try:
            packed = file_kind.kind_of(path) == "zip"
            found.append(_members(path, scratch, number) if packed else [(name, path)])
        except ImportRejected as problem:
            raise ImportRejected(
                f"{shortened(name, 60)}: {problem}" if len(files) > 1 else str(problem)
            ) from problem
    return found


def _members(path: Path, scratch: Path, number: int) -> list[tuple[str, Path]]:
    """Return (name, private copy) of each file in a zip archive, except hidden and macOS files."""
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [m for m in archive.infolist() if _counts(m)]
            _checked(wanted, path.stat().st_size)
            scratch.mkdir(parents=True, exist_ok=True)
            return [
                (_name(member), _copied(archive, member, scratch / f"member-{number}-{index}"))
                for index, member in enumerate(wanted)
            ]
    except DAMAGED as error:
        raise ImportRejected("The file is a damaged packed file. Export it again.") from error


def _name(member: zipfile.ZipInfo) -> str:
    """Return the file name of an archive member, with folders removed, cut to 200 characters."""
    return member.filename.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1][:200]


def _counts(member: zipfile.ZipInfo) -> bool:
    """Return whether an archive member is a delivered file, not a folder, hidden file or macOS addition."""
    parts = member.filename.replace("\\", "/").split("/")
    return not member.is_dir() and "__MACOSX" not in parts and not _name(member).startswith(".")


def _checked(members: list[zipfile.ZipInfo], size: int) -> None:
    """Raise ImportRejected if archive members are too many, too large, encrypted or equally named."""
    if not members:
        raise ImportRejected(f"The packed file is empty. {EXPECTED}")
    if len(members) > MAX_MEMBERS:
        raise ImportRejected(f"The packed file holds {len(members):,} files; at most {MAX_MEMBERS} are read.")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise ImportRejected(
            "The packed file is protected by a password. Unpack it and import the files inside."
        )
    names = [_name(member).lower() for member in members]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ImportRejected(
            f"The packed file holds two files called {shortened(twice, 60)}. Import the right one alone."
        )
    limit = unpacked_limit(size)
    if max(member.file_size for member in members) > MAX_FILE_BYTES:
        raise ImportRejected(
            f"A file in the packed file is larger than {MAX_FILE_BYTES // 2**20} MB. Split it by year and import the"
            " parts."
        )
    if sum(member.file_size for member in members) > limit:
        raise ImportRejected(
            f"Unpacked, the file is larger than {limit // 2**20} MB. Unpack it and import the files inside."
        )


def _copied(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    """Copy an archive member to `target`, checking its stated size, and return the path `target`."""
    left = member.file_size
    with archive.open(member) as source, target.open("wb") as out:
        target.chmod(0o600)
        while block := source.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile
            out.write(block)
    if left:
        raise zipfile.BadZipFile
    if member.file_size and file_kind.kind_of(target) == "zip":
        raise ImportRejected(
            "The packed file holds another packed file. Unpack it and import the files inside."
        )
    return target


def origins(members: Sequence[Sequence[tuple[str, Path]]], books: Sequence[int]) -> list[int]:
    """Return, for each file read, the number of the delivered file or archive from which it comes.

    Parameters
    ----------
    members : files of each delivered file or archive, as `unpacked` returns them.
    books : for each file read, its number among all of these files.
    """
    packages = [number for number, inside in enumerate(members) for _ in inside]
    return [packages[number] for number in books]
