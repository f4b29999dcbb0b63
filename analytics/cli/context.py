"""Context of a command: data folder, store, person who runs the command, and counting rules."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from analytics import definitions
from analytics.access import (
    LOST,
    PeopleUnreadable,
    Person,
    Scope,
    Viewer,
    separate_codes,
    this_computer,
)
from analytics.accounts import audit, roster, schema
from analytics.errors import HoldfastError
from analytics.file_names import shown
from analytics.store import DataFolder, Store, StoreUnusable, Warehouse

SAMPLE = "sample"  # the made-up practice always has people


class WrongSetting(HoldfastError, ValueError):
    """Error for a command-line argument that is unknown or not permitted (exit status 2)."""


@dataclass(frozen=True)
class CliContext:
    """Context of one command: data folder, store, viewer, and the rules of --definitions if given."""

    folder: DataFolder
    store: Store
    viewer: Viewer
    rules: definitions.Definitions | None

    @property
    def scope(self) -> Scope:
        """Database rows that the person who runs the command may read."""
        return self.viewer.scope

    def note(self, action: str, about: str = "", **detail: str | int) -> None:
        """Write a line to the audit log, if the practice has accounts."""
        is_named = self.viewer.person != this_computer().person
        who = self.viewer.person if is_named else audit.COMMAND_LINE
        audit.note(self.store.folder, who, action, about, **detail)

    @contextlib.contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """Yield the current data version, recounted by the rules of --definitions if they are given."""
        if self.rules is None:
            self.store.bring_up_to_date()
            yield self.store.warehouse()
        else:
            with self.store.with_definitions(self.rules) as warehouse:
                yield warehouse


def build_context(given: argparse.Namespace) -> CliContext:
    """Return the context for a parsed command line: data folder, store, person and rules.

    Raises
    ------
    WrongSetting
        For an unknown person, or a data folder that is a file.
    DefinitionError
        For a definitions file that cannot be used.
    """
    folder = DataFolder(given.data)
    if folder.path.exists() and not folder.path.is_dir():
        raise WrongSetting(f"The data folder {shown(folder.path)} is a file. Name a folder with --data.")
    store = folder.sample if given.sample else folder.practice
    rules = _rules(given.definitions) if given.definitions else None
    return CliContext(folder, store, _viewer(given, store, rules), rules)


def _rules(path: str) -> definitions.Definitions:
    """Read the counting rules from the file given with --definitions; raise WrongSetting if unreadable."""
    try:
        return definitions.load(path)
    except OSError as error:
        raise WrongSetting(
            f"The definitions file {shown(path)} cannot be read ({error.strerror})."
        ) from error


def _people(store: Store) -> tuple[Person, ...]:
    """Read the list of people of a store; empty if there is none.

    Raises
    ------
    StoreUnusable
        For a list that is damaged or lost although the data had one; then nobody gets access.
    """
    try:
        people = roster.listed(store.folder)
    except PeopleUnreadable as error:
        raise StoreUnusable(str(error)) from error
    shown = store.shown()
    if not people and shown is not None and (shown.people or store.name == SAMPLE):
        raise StoreUnusable(LOST)
    return people


def _viewer(given: argparse.Namespace, store: Store, rules: definitions.Definitions | None) -> Viewer:
    """Return the viewer for the person named with --as, else for the user of this computer."""
    if not given.person:
        return this_computer()
    people = _people(store)
    rules = rules or store.definitions()
    open_pages = rules.access.owner_client_pages
    viewer = roster.viewer_named(store.folder, store.name, given.person, owner_client_pages=open_pages)
    if viewer is None:
        has_accounts = schema.in_use(store.folder)
        known = ", ".join(dict.fromkeys(one.name if has_accounts else one.person for one in people))
        others = f"There are {known}." if known else "Nobody has been added yet."
        raise WrongSetting(f"There is no person {given.person}. {others}")
    version = store.shown()
    return (
        viewer
        if version is None
        else separate_codes(viewer, people, store.warehouse(version).shown_therapist)
    )
