"""Effect of merging two client codes on the sessions that each person may see.

An episode is visible to its current therapist and to the one with most sessions, so that after a merge two
therapists may see each other's sessions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analytics.access import PeopleUnreadable, Scope, Viewer, separate_codes
from analytics.accounts import roster
from analytics.store import aliases
from analytics.store.aliases import Alias

if TYPE_CHECKING:
    from analytics.store.store import Store

EVERYBODY = Scope(every_therapist=True)
Seen = dict[str, set[tuple]]  # name of a person -> sessions, as code delivered and day


def joined_codes(alias_list: Iterable[Alias], *codes: str) -> set[str]:
    """Return all client codes that become one client if the given codes are merged.

    This includes codes merged earlier.
    """
    alias_list = tuple(alias_list)
    shown = {aliases.shown(alias_list, "client", code) for code in codes}
    return shown | {one.code for one in alias_list if one.kind == "client" and one.stands_for in shown}


def visible_sessions(store: Store, codes: set[str]) -> Seen:
    """Return the sessions under the given client codes that each listed person may see, by person.

    Empty if the list of people is unusable, because then nobody has access by name.

    Returns
    -------
    dict
        Name of the person -> set of (code delivered, day).
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


def would_see_more(store: Store, codes: set[str]) -> tuple[str, ...]:
    """Return the names of people who see some, but not all, sessions of the given client codes.

    Once the codes are merged, these people may see all of the sessions.
    """
    every = every_session(store, codes)
    return tuple(name for name, own in visible_sessions(store, codes).items() if own and own != every)


def gained(before: Mapping[str, set], after: Mapping[str, set], every: set[tuple]) -> tuple[str, ...]:
    """Return the names of people who see more sessions after a merge of codes than before.

    Parameters
    ----------
    before, after
        Sessions that each person sees.
    every
        Sessions of the codes before the merge. Sessions of one day may be shown as one now, with values of
        both.
    """

    def shown(own: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
        """Return a person's own sessions, plus sessions of the merged codes on the same days.

        After a merge, sessions of one day may be shown as one.
        """
        days = {day for _, day in own}
        return own | {one for one in every if one[1] in days}

    return tuple(name for name, own in after.items() if shown(own) - before.get(name, set()))


def every_session(store: Store, codes: set[str]) -> set[tuple]:
    """Return (delivered client code, day) of each stored session delivered under the given codes."""
    if not codes:
        return set()
    rows = store.warehouse().query("sessions_of_clients", EVERYBODY, codes=sorted(codes)).rows
    return {row[:2] for row in rows}


def _viewers(store: Store) -> list[Viewer]:
    """Return the Viewer of each listed person, without merged codes that cover other people's clients."""
    version = store.shown()
    if version is None:
        return []
    try:
        people = roster.listed(store.folder)
        open_pages = version.definitions.access.owner_client_pages
        viewers = roster.viewers(store.folder, store.name, owner_client_pages=open_pages)
    except PeopleUnreadable:
        return []
    return [separate_codes(one, people, store.warehouse(version).shown_therapist) for one in viewers]
