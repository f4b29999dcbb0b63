"""Merging and separating of codes that belong to one person; every change makes a new version."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics import clock
from analytics.access import PeopleUnreadable, Person, Scope, contested, reach
from analytics.accounts import roster
from analytics.store import aliases, client_rights
from analytics.store.aliases import Alias, AliasProblem, Asked, Denial, Suggestion
from analytics.store.queries import scalar
from analytics.store.version import Version

if TYPE_CHECKING:
    from analytics.store.store import Store
    from analytics.store.warehouse import Warehouse

ALIASES_SINCE = 3  # layout number of the tables that hold aliases
BOTH_SIGN_IN = (
    "{a} and {b} each sign in with one of these codes, so as one therapist each would see the other's clients."
    " If they are one person, leave one of the two in the list of people first."
)


@dataclass(frozen=True)
class AliasChange:
    """Result of adding or removing an alias: new version, sessions affected, people who see more now.

    version: the new current version. n_folded: sessions stored under both codes that are one now; n_parted:
    sessions that were one and are two again; sees_more: names of people who see more clients or sessions than
    before.
    """

    version: Version
    n_folded: int = 0
    n_parted: int = 0
    sees_more: tuple[str, ...] = ()


def set_alias(store: Store, kind: str, code: str, stands_for: str, by: str = "") -> AliasChange:
    """Merge a client or therapist code into another one, in a new version; see `Store.say_alias`."""
    now = clock.now().replace(tzinfo=None)
    new = Alias(kind=kind, code=code.strip(), stands_for=stands_for.strip(), said_at=now, said_by=by)
    return _changed(store, lambda said: aliases.with_said(said, new), by, new)


def forget(store: Store, kind: str, code: str, by: str = "") -> AliasChange:
    """Remove the alias of a client or therapist code, in a new version; see `Store.forget_alias`."""
    return _changed(store, lambda said: aliases.without(said, kind, code), by)


def dismiss(store: Store, kind: str, code: str, known: str, by: str = "") -> Version | None:
    """Record that two codes suggested for merging belong to different people.

    See `Store.dismiss_suggestion`.
    """
    now = clock.now().replace(tzinfo=None)
    return _answered(store, lambda asked: asked.denying((kind, code, known), now, by))


def ask_again(store: Store, kind: str, code: str, known: str) -> Version | None:
    """Reopen a denied suggestion that two codes are one person; see `Store.ask_again`."""
    return _answered(store, lambda asked: asked.asking_again((kind, code, known)))


def _answered(store: Store, change: Callable[[Asked], Asked]) -> Version | None:
    """Replace the current version by one with changed suggestions; return the new current version.

    Nothing is replaced if the suggestions stay the same.
    """
    from analytics.store.recount import replace

    store.bring_up_to_date()
    with store.writing():
        store.settle()
        version, asked = store.shown(), store.asked()
        changed = change(asked)
        if version is not None and changed != asked:
            replace(store, version, version.definitions, version.data_date, changed)
        return store.shown()


def asked_in(warehouse: Warehouse) -> Asked:
    """Return one version's suggestions to merge two codes: unanswered and denied ones.

    Versions of an older Holdfast have no suggestions, or no denied ones.
    """
    if warehouse.version.layout_no < ALIASES_SINCE:
        return Asked()
    scope = Scope(imports=True)
    open_ = tuple(Suggestion(**row) for row in warehouse.query("same_person", scope).dicts())
    with warehouse.cursor(scope) as cursor:
        keeps = (
            "SELECT count(*) FROM duckdb_views() WHERE schema_name = 'imports' AND view_name = 'two_people'"
        )
        if not scalar(cursor, keeps):
            return Asked(open_)
    denied = []
    for row in warehouse.query("two_people", scope).dicts():
        said = {name: row.pop(name) for name in ("said_at", "said_by")}
        denied.append(Denial(Suggestion(**row), **said))
    return Asked(open_, tuple(denied))


def aliases_in(warehouse: Warehouse) -> tuple[Alias, ...]:
    """Return the aliases stored in one version, sorted by kind and code."""
    if warehouse.version.layout_no < ALIASES_SINCE:
        return ()
    return tuple(Alias(**row) for row in warehouse.query("aliases", Scope(imports=True)).dicts())


def codes(store: Store, kind: str) -> tuple[str, ...]:
    """Return every stored or merged code of clients or of therapists, sorted."""
    if store.current() is None:
        return ()
    rows = store.warehouse().query("codes", Scope(imports=True), kind=kind)
    return tuple(code for (code,) in rows)


def would_see_more(store: Store, kind: str, code: str, stands_for: str) -> tuple[str, ...]:
    """Return the names of people who would see more sessions if one code were merged into another.

    See `Store.would_see_more`.
    """
    said = store.aliases()
    after = aliases.with_said(
        said, Alias(kind=kind, code=code, stands_for=stands_for, said_at=datetime.datetime.min)
    )
    if kind == "therapist":
        return _reached(store, said, after)
    joined = client_rights.joined_codes(said, code, stands_for)
    return client_rights.would_see_more(store, joined) if store.current() else ()


def conflicts(store: Store) -> tuple[str, ...]:
    """Return one sentence per therapist code that merges the codes of several people who sign in.

    See `Store.apart`.
    """
    version = store.shown()
    try:
        people = roster.listed(store.folder)
    except PeopleUnreadable:  # then nobody is let in by name
        return ()
    if version is None:
        return ()
    return tuple(one.sentence for one in contested(people, store.warehouse(version).shown_therapist))


def _reached(store: Store, before: Sequence[Alias], after: Sequence[Alias]) -> tuple[str, ...]:
    """Return the names of people who see clients of more therapists after a change of aliases than before.

    Raises AliasProblem if two people who sign in would be merged, or if the list of people cannot be read.
    """
    try:
        people = roster.listed(store.folder)
    except PeopleUnreadable as error:
        raise AliasProblem(str(error)) from error
    named = {one for alias in (*before, *after) for one in (alias.code, alias.stands_for)}
    held = named | {code for one in people for code in _codes_of(one)} | set(codes(store, "therapist"))
    found = reach(people, held, _shown_by(before), _shown_by(after))
    if found.both_sign_in:
        a, b = found.both_sign_in[:2]
        raise AliasProblem(BOTH_SIGN_IN.format(a=a.name, b=b.name))
    return tuple(one.name for one in found.sees_more)


def _codes_of(person: Person) -> set[str]:
    """Return the therapist codes that a person signs in with or supervises."""
    return {*person.supervises, *([person.therapist] if person.therapist else [])}


def _shown_by(alias_list: Sequence[Alias]) -> Callable[[str], str]:
    """Return the function that maps a therapist code to the code shown under the given aliases."""
    return lambda code: aliases.shown(alias_list, "therapist", code)


def _changed(
    store: Store, change: Callable[[Sequence[Alias]], Sequence[Alias]], by: str, new: Alias | None = None
) -> AliasChange:
    """Change the aliases of a store by a new version with unchanged sessions; return the AliasChange.

    Parameters
    ----------
    change
        Function from the aliases in force to those from now on.
    by
        Name of the person who changes them.
    new
        Alias that is added; None if one is removed.
    """
    from analytics.store.recount import identify

    store.bring_up_to_date()
    with store.writing():
        before, said = store.current(), store.aliases()
        if before is None:
            raise AliasProblem("Nothing has been imported yet, so there are no codes to join.")
        after = change(said)
        if new is not None and not {new.code, new.stands_for} & set(codes(store, new.kind)):
            raise AliasProblem(f"No {new.kind} has the code {new.code} or {new.stands_for}.")
        more = _reached(store, said, after) if new is not None and new.kind == "therapist" else ()
        joined = (
            client_rights.joined_codes(said, new.code, new.stands_for)
            if new and new.kind == "client"
            else set()
        )
        seen, every = (
            client_rights.visible_sessions(store, joined),
            client_rights.every_session(store, joined),
        )
        version = identify(store, after, by)
        more = more or client_rights.gained(seen, client_rights.visible_sessions(store, joined), every)
    gained = version.n_sessions - before.n_sessions
    return AliasChange(version, max(0, -gained), max(0, gained), more)
