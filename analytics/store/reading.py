"""Read access to a store: which version is shown and why, with one connection per version and process."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from analytics import version_cache
from analytics.store import disk_errors, served_version, undo_redo, versions
from analytics.store.disk_errors import NewerHoldfast, StoreUnusable
from analytics.store.served_version import Standing
from analytics.store.version import BACK, NotOne, Version, read_version
from analytics.store.warehouse import Warehouse


class ReadStore:
    """Read-only access to the data versions of the practice or of the made-up sample."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._open: dict[str, tuple[Version, Warehouse]] = {}
        self._standing: Standing | None = None
        self._guard = threading.RLock()

    def standing(self) -> Standing:
        """Return which version is shown and, if not the newest, why; cached until a file changes.

        Raises
        ------
        InUse
            If another program writes to the files.
        StoreUnusable
            If the files may not be read.
        """
        with disk_errors.explained(self.folder):
            pointer = versions.pointer(self.folder)
            held = self._standing
            if (
                held is not None
                and held.pointer == pointer
                and held.stamp == self._stamp(pointer, held.problem)
            ):
                return held
            with self._guard:
                self._standing = self._found(pointer)
                return self._standing

    def _stamp(self, pointer: versions.Pointer, problem: str | None) -> tuple[Any, ...]:
        """Return the state of the files that decide which version is shown, to notice when they change."""
        if problem is None:
            if pointer.name:
                return ((self.folder / "versions" / pointer.name).is_file(),)
            return () if pointer.state == "nothing" else (_changed(self.folder / "versions"),)
        paths = [self.folder / "versions"]
        if pointer.name:
            paths += [paths[0] / pointer.name, versions.seal_path(self.folder, pointer.name)]
        return tuple(_changed(path) for path in paths)

    def _found(self, pointer: versions.Pointer) -> Standing:
        """Return which version to show; decide again if another process changes the pointer file."""
        found = self._judged(pointer)
        while found.problem is not None and (later := versions.pointer(self.folder)) != pointer:
            pointer, found = later, self._judged(later)  # another process moved the pointer in between
        return found

    def _judged(self, pointer: versions.Pointer) -> Standing:
        """Return which version to show, and the reason if that is not the version the pointer file names."""
        if pointer.state == "nothing" or (pointer.state == "absent" and not versions.listed(self.folder)):
            return Standing(pointer, None, stamp=self._stamp(pointer, None))
        problem = served_version.POINTER if pointer.name is None else self._problem(pointer.name)
        if problem is None:
            return Standing(pointer=pointer, shown=pointer.name, stamp=(True,))
        newer = problem == served_version.NEWER_MADE
        for name in undo_redo.candidates(self.folder, pointer):
            other = self._problem(name)
            if other is None:
                seal = versions.read_seal(self.folder, pointer.name) if pointer.name else None
                return Standing(pointer, name, problem, seal and seal.day, self._stamp(pointer, problem))
            newer = newer or other == served_version.NEWER_MADE
        return Standing(
            pointer,
            None,
            served_version.NEWER_MADE if newer else problem,
            stamp=self._stamp(pointer, problem),
        )

    def _problem(self, name: str) -> str | None:
        """Return why a version cannot be shown (missing, damaged, newer); None when it can be opened."""
        path = self.folder / "versions" / name
        if not path.is_file():  # also while this process has it open
            return served_version.DAMAGED if os.path.lexists(path) else served_version.MISSING
        try:
            self._opened(name)
        except NewerHoldfast:
            return served_version.NEWER_MADE
        except NotOne:
            return served_version.DAMAGED
        return None

    def shown(self) -> Version | None:
        """Return the shown version, or None without one; raise NewerHoldfast if a newer release made it."""
        now = self.standing()
        if now.shown is None and now.problem == served_version.NEWER_MADE:
            raise now.unusable()
        return None if now.shown is None else self._opened(now.shown)[0]

    def current(self) -> Version | None:
        """Return the shown version, None before the first import; raise StoreUnusable if none is readable."""
        now = self.standing()
        if now.shown is None and now.problem is not None:
            raise now.unusable()
        return None if now.shown is None else self._opened(now.shown)[0]

    def banner(self) -> str | None:
        """Return the warning shown above every answer while older data are shown; None otherwise."""
        now = self.standing()
        return now.banner(self._opened(now.shown)[0].data_date) if now.shown and now.problem else None

    def warehouse(self, version: Version | None = None) -> Warehouse:
        """Return the given version, or else the current one, opened for reading.

        There is one connection per version and process.
        """
        version = version or self.current()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        return self._opened(version.name)[1]

    def opened(self, name: str) -> Warehouse:
        """Return the version with this name, opened for reading; raise StoreUnusable if it is damaged."""
        return self._opened(name)[1]

    def _opened(self, name: str) -> tuple[Version, Warehouse]:
        """Return a version's record and its open connection; verify and open the file at the first call."""
        with self._guard:
            if name not in self._open:
                if not versions.verify_checksum(self.folder, name):
                    raise NotOne(f"The data version {name} is damaged. {BACK}")
                version = read_version(self.folder / "versions" / name)
                with disk_errors.explained(self.folder):
                    self._open[name] = (version, Warehouse(version, version.path))
                self._forget_swept()
            return self._open[name]

    def forget(self) -> None:
        """Close every connection, because other files take the place of those that are open."""
        with self._guard:
            for _, warehouse in self._open.values():
                warehouse.close()
            self._open.clear()
            self._standing = None

    def _forget_swept(self) -> None:
        """Drop cached records and open connections of data versions whose files were deleted."""
        kept = set(versions.listed(self.folder))
        recent = list(self._open)[-2:]  # a page may still ask the last one
        for name in [name for name in self._open if name not in kept]:
            version_cache.forget(self._open[name][0])
            if name not in recent:
                del self._open[name]  # closes when the last question on it has ended


def _changed(path: Path) -> tuple[int, int, int] | None:
    """Return modification time, size and mode of a path; None if it does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_mode
