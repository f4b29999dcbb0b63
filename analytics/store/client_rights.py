"""What joining the codes of two clients does to who sees which sessions: a course is seen by the therapist who holds it
now and by the one with most of its sessions, so each of two therapists may come to see sessions of the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analytics.access import PeopleUnreadable, Scope, Viewer, kept_apart, read_people, viewer_for
from analytics.store import aliases
from analytics.store.aliases import Alias

EVERYBODY = Scope(every_therapist=True)
Seen = dict[str, set[tuple]]  # name of a person -> sessions, as code delivered and day


def joined_codes(said: Iterable[Alias], *codes: str) -> set[str]:
    """The codes of clients that would be one: these, and all that are shown as the same one of them now."""
    said = tuple(said)
    shown = {aliases.shown(said, "client", code) for code in codes}
    return shown | {one.code for one in said if one.kind == "client" and one.stands_for in shown}


def seen(store, codes: set[str]) -> Seen:
    """Which sessions, delivered under these codes, each listed person sees in the version on show.

    Nobody where the list of people cannot be used: then nobody is let in by name.
    """
    if not codes:
        return {}
    warehouse, found = store.warehouse(), {}
    rows = warehouse.query("sessions_of_clients", EVERYBODY, codes=sorted(codes)).rows
    for viewer in _viewers(store):
        reached = viewer.therapists
        own = None if reached is None else {warehouse.shown_therapist(code) for code in reached}
        found[viewer.name] = {row[:2] for row in rows if own is None or own & set(row[2:])}
    return found


def would_see_more(store, codes: set[str]) -> tuple[str, ...]:
    """The names of people who see some sessions of these codes and not all: joined, they may see the others, too."""
    every = every_session(store, codes)
    return tuple(name for name, own in seen(store, codes).items() if own and own != every)


def gained(before: Mapping[str, set], after: Mapping[str, set], every: set[tuple]) -> tuple[str, ...]:
    """The names of people who see a session after a joining that they did not see before it.

    Parameters: every, the sessions of the codes before it. Those of one day may be shown as one now, with what each of
    them told.
    """

    def shown(own: set[tuple]) -> set[tuple]:
        days = {day for _, day in own}
        return own | {one for one in every if one[1] in days}

    return tuple(name for name, own in after.items() if shown(own) - before.get(name, set()))


def every_session(store, codes: set[str]) -> set[tuple]:
    """The sessions on show that were delivered under these codes: code and day."""
    if not codes:
        return set()
    rows = store.warehouse().query("sessions_of_clients", EVERYBODY, codes=sorted(codes)).rows
    return {row[:2] for row in rows}


def _viewers(store) -> list[Viewer]:
    version = store.shown()
    try:
        people = read_people(store.folder / "people.json")
    except PeopleUnreadable:
        return []
    open_pages = version.definitions.access.owner_client_pages
    viewers = [viewer_for(one, store.name, owner_client_pages=open_pages) for one in people]
    return [kept_apart(one, people, store.warehouse(version).shown_therapist) for one in viewers]
