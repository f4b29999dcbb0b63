"""Read access to a store: which version is on show, and why not the newest; each opened once per process."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from analytics.store import chain, disk_errors, served_version, versions
from analytics.store.disk_errors import NewerHoldfast, StoreUnusable
from analytics.store.served_version import Standing
from analytics.store.version import BACK, NotOne, Version, read_version
from analytics.store.warehouse import Warehouse


class ReadStore:
    """Versions of one practice, own or made up, as far as they are read."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._open: dict[str, tuple[Version, Warehouse]] = {}
        self._standing: Standing | None = None
        self._guard = threading.RLock()

    def standing(self) -> Standing:
        """Return what is shown and why. Cheap: reads one small file when nothing changed.

        Raises
        ------
        InUse
            Where another program writes to the files.
        StoreUnusable
            Where the files may not be read.
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
        """Return what a standing rests on: whether the file is there; after a problem, also when it last changed."""
        if problem is None:
            if pointer.name:
                return ((self.folder / "versions" / pointer.name).is_file(),)
            return () if pointer.state == "nothing" else (_changed(self.folder / "versions"),)
        paths = [self.folder / "versions"]
        if pointer.name:
            paths += [paths[0] / pointer.name, versions.seal_path(self.folder, pointer.name)]
        return tuple(_changed(path) for path in paths)

    def _found(self, pointer: versions.Pointer) -> Standing:
        """Judge the pointer, again while another process moves it."""
        found = self._judged(pointer)
        while found.problem is not None and (later := versions.pointer(self.folder)) != pointer:
            pointer, found = later, self._judged(later)  # another process moved the pointer in between
        return found

    def _judged(self, pointer: versions.Pointer) -> Standing:
        """Decide which version is shown for a pointer, and why it is not the one that is named."""
        if pointer.state == "nothing" or (pointer.state == "absent" and not versions.listed(self.folder)):
            return Standing(pointer, None, stamp=self._stamp(pointer, None))
        problem = served_version.POINTER if pointer.name is None else self._problem(pointer.name)
        if problem is None:
            return Standing(pointer=pointer, shown=pointer.name, stamp=(True,))
        newer = problem == served_version.NEWER_MADE
        for name in chain.candidates(self.folder, pointer):
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
        """Return why a version cannot be shown; None when it is open or could be opened."""
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
        """Return the version on show; None when there is none. Raises NewerHoldfast where only a newer one can read it."""
        now = self.standing()
        if now.shown is None and now.problem == served_version.NEWER_MADE:
            raise now.unusable()
        return None if now.shown is None else self._opened(now.shown)[0]

    def current(self) -> Version | None:
        """Return the version on show, None while nothing is imported; raise StoreUnusable when no version is intact."""
        now = self.standing()
        if now.shown is None and now.problem is not None:
            raise now.unusable()
        return None if now.shown is None else self._opened(now.shown)[0]

    def banner(self) -> str | None:
        """Return the note above every answer while older than the newest data are shown; None when all is well."""
        now = self.standing()
        return now.banner(self._opened(now.shown)[0].data_date) if now.shown and now.problem else None

    def warehouse(self, version: Version | None = None) -> Warehouse:
        """Return the current version (or the given one) opened for reading; one connection per version and process."""
        version = version or self.current()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        return self._opened(version.name)[1]

    def opened(self, name: str) -> Warehouse:
        """Return a version by its name, opened for reading. Raises StoreUnusable where it is damaged."""
        return self._opened(name)[1]

    def _opened(self, name: str) -> tuple[Version, Warehouse]:
        """Return a version with its open connection; open it where this process has not."""
        with self._guard:
            if name not in self._open:
                if not versions.verify_checksum(self.folder, name):
                    raise NotOne(f"The data version {name} is damaged. {BACK}")
                version = read_version(self.folder / "versions" / name)
                with disk_errors.explained(self.folder):
                    self._open[name] = (version, Warehouse(version, version.path))
                self._forget_swept()
            return self._open[name]

    def _forget_swept(self) -> None:
        """Drop connections to versions that are no longer on disk."""
        kept = set(versions.listed(self.folder))
        old = list(self._open)[:-2]  # a page may still ask the last one
        for name in [name for name in old if name not in kept]:
            del self._open[name]  # closes when the last question on it has ended


def _changed(path: Path) -> tuple[int, int, int] | None:
    """Return time of change, size and mode of a path; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_mode
