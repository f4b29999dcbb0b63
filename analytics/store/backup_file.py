"""Format of a backup file: an uncompressed tar archive in a fixed order, with checksums over every byte.

    manifest.json     format, Holdfast version, layout of the tables, day, data version; name, size and SHA-256 of each entry
    practice/...      the entries, in the order of the manifest
    SHA256            the SHA-256 of everything before it

Nothing is compressed, so that a small file cannot unpack to a large one. Names that are not in the manifest,
or that point outside the folder, are refused before anything is written.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from analytics.errors import HoldfastError

FORMAT = 1
MANIFEST, ENTRIES, TOTAL = "manifest.json", "practice/", "SHA256"
BLOCK, PIECE = tarfile.BLOCKSIZE, 1 << 20
MANIFEST_MOST = 4_000_000  # bytes; a real one has some thousand
_END = bytes(2 * BLOCK)
_NAME = re.compile(r"practice/(?:(?:versions|models)/)?[A-Za-z0-9_][A-Za-z0-9_.\-]*")
DAMAGED = (
    "This is no whole backup of Holdfast: the file is damaged, cut off or another one. Nothing was changed."
)
NEWER = "This backup was made by a newer Holdfast than this one. Install the newer one to restore it. Nothing was changed."


class BackupRefused(HoldfastError, ValueError):
    """Error for a file that is not a backup, is damaged, or was made by a newer Holdfast."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Table of contents of a backup file: release, time, data version, and size and SHA-256 of each entry.

    holdfast: release that made the backup. layout_no: layout number of its tables. at: time (UTC, ISO).
    version: name of the data version. entries: name in the practice folder -> (size in bytes, SHA-256), in
    the order of the file.
    """

    holdfast: str
    layout_no: int
    at: str
    version: str
    entries: dict[str, tuple[int, str]]


class _Hashed:
    """File wrapper that computes the SHA-256 of all bytes read or written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum, self.length = file, hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        """Write bytes and add them to the hash."""
        self._file.write(content)
        self._count(content)

    def read(self, n: int) -> bytes:
        """Read exactly `n` bytes and add them to the hash; raise BackupRefused at the end of the file."""
        content = self._file.read(n)
        if len(content) != n:
            raise BackupRefused(DAMAGED)
        self._count(content)
        return content

    def _count(self, content: bytes) -> None:
        self.sum.update(content)
        self.length += len(content)


def write(file: IO[bytes], manifest: Manifest, folder: Path) -> str:
    """Write a backup file; return its SHA-256, which is also its last entry.

    Parameters
    ----------
    file
        Open binary file.
    manifest
        Its table of contents, written as first entry.
    folder
        Folder with the files named in the manifest; a file changed since then is an error.
    """
    out = _Hashed(file)
    _write_entry(out, MANIFEST, _as_text(manifest))
    for name, (size, digest) in manifest.entries.items():
        out.write(_header(ENTRIES + name, size))
        seen = hashlib.sha256()
        with (folder / name).open("rb") as entry:
            while piece := entry.read(PIECE):
                out.write(piece)
                seen.update(piece)
        out.write(bytes(-size % BLOCK))
        if seen.hexdigest() != digest:
            raise BackupRefused(f"The file {name} changed while the backup was written. Nothing was written.")
    total = out.sum.hexdigest()
    _write_entry(out, TOTAL, total.encode())
    out.write(_END)
    return total


def verify(path: Path) -> Manifest:
    """Check every byte of a backup file and return its manifest, without unpacking anything.

    Raises
    ------
    BackupRefused
        For a damaged, foreign or newer file.
    """
    with path.open("rb") as file:
        return verify_stream(file)


def verify_stream(file: IO[bytes]) -> Manifest:
    """Check every byte of an open backup file, as `verify` does for a path."""
    try:
        manifest, pieces = _read(file)
        for _ in pieces:
            pass
    except BackupRefused as refused:
        if str(refused) == NEWER and not _is_sealed(file):
            raise BackupRefused(DAMAGED) from refused
        raise
    return manifest


def _is_sealed(file: IO[bytes]) -> bool:
    """Return whether a file ends with the SHA-256 of its content, so that its format number is reliable."""
    end = 2 * BLOCK + len(_END)
    length = file.seek(0, 2) - end
    if length < 0:
        return False
    file.seek(0)
    seen, left = hashlib.sha256(), length
    while left:
        piece = file.read(min(PIECE, left))
        seen.update(piece)
        left -= len(piece)
    return file.read(BLOCK) == _header(TOTAL, 64) and file.read(64) == seen.hexdigest().encode()


def unpack(path: Path, folder: Path) -> Manifest:
    """Write the entries of a verified backup file into an empty folder, with access for this user only."""
    with path.open("rb") as file:
        manifest, pieces = _read(file)
        opened: dict[str, IO[bytes]] = {}
        try:
            for name, piece in pieces:
                if name not in opened:
                    target = folder / name
                    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    opened[name] = target.open("xb")
                    target.chmod(0o600)
                opened[name].write(piece)
        finally:
            for one in opened.values():
                one.close()
    return manifest


def _read(file: IO[bytes]) -> tuple[Manifest, Iterator[tuple[str, bytes]]]:
    """Return the manifest of a backup file, and an iterator that yields and checks its entries in pieces."""
    source = _Hashed(file)
    try:
        name, size = _parsed(source.read(BLOCK))
        if name != MANIFEST or size > MANIFEST_MOST:
            raise BackupRefused(DAMAGED)
        manifest = _from_text(_content(source, size))
    except (ValueError, KeyError, TypeError, AttributeError, tarfile.TarError) as error:
        raise error if isinstance(error, BackupRefused) else BackupRefused(DAMAGED) from error
    return manifest, _pieces(source, file, manifest)


def _pieces(source: _Hashed, file: IO[bytes], manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) for each piece of each entry; raise BackupRefused at the first wrong byte."""
    for name, (size, digest) in manifest.entries.items():
        if source.read(BLOCK) != _header(ENTRIES + name, size):
            raise BackupRefused(DAMAGED)
        seen, left = hashlib.sha256(), size
        yield name, b""
        while left:
            piece = source.read(min(PIECE, left))
            left -= len(piece)
            seen.update(piece)
            yield name, piece
        if any(source.read(-size % BLOCK)) or seen.hexdigest() != digest:
            raise BackupRefused(DAMAGED)
    total = source.sum.hexdigest().encode()
    end = _header(TOTAL, len(total)) + total + bytes(-len(total) % BLOCK) + _END
    if source.read(len(end)) != end or file.read(1):
        raise BackupRefused(DAMAGED)


def _content(source: _Hashed, size: int) -> bytes:
    """Return the content of a small entry, after checking that its padding is zeros."""
    content = source.read(size)
    if any(source.read(-size % BLOCK)):
        raise BackupRefused(DAMAGED)
    return content


def _header(name: str, size: int) -> bytes:
    """Return the tar header of an entry, which depends on name and size only."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def _parsed(header: bytes) -> tuple[str, int]:
    """Return name and size from a tar header; raise BackupRefused for a header not written by Holdfast."""
    info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
    if _header(info.name, info.size) != header:
        raise BackupRefused(DAMAGED)
    return info.name, info.size


def _write_entry(out: _Hashed, name: str, content: bytes) -> None:
    """Write one small entry: header, content, padding."""
    out.write(_header(name, len(content)) + content + bytes(-len(content) % BLOCK))


def _as_text(manifest: Manifest) -> bytes:
    """Return the manifest as JSON in bytes."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "holdfast": manifest.holdfast,
        "layout_no": manifest.layout_no,
        "at": manifest.at,
        "version": manifest.version,
        "entries": [
            {"name": name, "size": size, "sha256": digest}
            for name, (size, digest) in manifest.entries.items()
        ],
    }
    return json.dumps(document, indent=1).encode()


def _from_text(content: bytes) -> Manifest:
    """Parse a manifest from JSON; raise BackupRefused for a newer format or an unsafe file name."""
    held = json.loads(content)
    if held["format"] > FORMAT:
        raise BackupRefused(NEWER)
    entries = {str(one["name"]): (int(one["size"]), str(one["sha256"])) for one in held["entries"]}
    names_are_safe = all(_NAME.fullmatch(ENTRIES + name) for name in entries)
    if held["format"] != FORMAT or len(entries) != len(held["entries"]) or not names_are_safe:
        raise BackupRefused(DAMAGED)
    if any(size < 0 for size, _ in entries.values()):
        raise BackupRefused(DAMAGED)
    return Manifest(
        holdfast=str(held["holdfast"]),
        layout_no=int(held["layout_no"]),
        at=str(held["at"]),
        version=str(held["version"]),
        entries=entries,
    )
