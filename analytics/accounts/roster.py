"""People of a store, whether they sign in with accounts or are listed in a `people.json`."""

from __future__ import annotations

from pathlib import Path

from analytics import clock
from analytics.access import Person, Viewer, read_people, viewer_for
from analytics.accounts import people, schema
from analytics.accounts import viewers as account_viewers


def listed(folder: Path) -> tuple[Person, ...]:
    """Return the people of a store with today's supervisions; empty if no person was added.

    A person with several therapist codes is returned once per code.

    Raises
    ------
    PeopleUnreadable
        If the list is lost or cannot be read; nobody gets access.
    """
    if schema.in_use(folder):
        return account_viewers.as_people(people.everybody(folder), clock.today())
    return read_people(folder / "people.json")


def viewers(folder: Path, store: str, *, owner_client_pages: bool) -> list[Viewer]:
    """Return the access rights (`Viewer`) that every person of a store has today.

    Parameters
    ----------
    folder : of the store.
    store : its name, `practice` or `sample`.
    owner_client_pages : whether the definitions open client pages to owners.

    Raises
    ------
    PeopleUnreadable
        As `listed`.
    """
    if schema.in_use(folder):
        today = clock.today()
        return [
            account_viewers.viewer_of(one, today, owner_client_pages=owner_client_pages)
            for one in people.everybody(folder)
        ]
    return [
        viewer_for(one, store, owner_client_pages=owner_client_pages)
        for one in read_people(folder / "people.json")
    ]


def viewer_named(folder: Path, store: str, name: str, *, owner_client_pages: bool) -> Viewer | None:
    """Return today's access rights of the person with this name, sign-in name or key; None if ambiguous.

    Parameters
    ----------
    folder, store, owner_client_pages : as for `viewers`.
    name : of a person, or their sign-in name or key.

    Raises
    ------
    PeopleUnreadable
        As `listed`.
    """
    if schema.in_use(folder):
        account = people.find(people.everybody(folder), name)
        key = account.key if account else None
    else:
        found = [one for one in read_people(folder / "people.json") if name in (one.key, one.person)]
        key = found[0].key if len(found) == 1 else None
    fitting = [
        one for one in viewers(folder, store, owner_client_pages=owner_client_pages) if one.person == key
    ]
    return fitting[0] if len(fitting) == 1 else None
