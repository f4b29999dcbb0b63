"""Access rights of an account: own clients, and supervised clients on the days of the supervision."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from analytics.access import Person, Viewer
from analytics.access.viewer import PRACTICE
from analytics.accounts.people import Account


def viewer_of(account: Account, day: datetime.date, *, owner_client_pages: bool = False) -> Viewer:
    """Return the access rights (`Viewer`) that an account gives on a day.

    Parameters
    ----------
    account : the person.
    day : the day; a supervision gives access from its first to its last day.
    owner_client_pages : whether the definitions open client pages to owners.
    """
    roles = set(account.roles)
    own = set(account.codes)
    if own:
        roles.add("therapist")
    reached = set(own)
    if "supervisor" in roles:
        reached |= {one.code for one in account.supervises if one.covers(day)}
    sees_all = "owner" in roles and owner_client_pages
    return Viewer(
        person=account.key,
        name=account.name,
        roles=frozenset(roles),
        store=PRACTICE,
        therapists=None if sees_all else frozenset(reached),
        own_therapist=min(own) if own else None,
    )


def unheld(accounts: Iterable[Account], codes: Iterable[str], shown: Callable[[str], str]) -> list[str]:
    """Return the therapist codes in the data that belong to no account, sorted."""
    held = {shown(code) for one in accounts for code in one.codes}
    return sorted({shown(code) for code in codes} - held)


def without_code(accounts: Iterable[Account]) -> list[Account]:
    """Return the accounts of therapists who have no therapist code and therefore see no clients."""
    return [one for one in accounts if "therapist" in one.roles and not one.codes]


def as_people(accounts: Iterable[Account], day: datetime.date) -> tuple[Person, ...]:
    """Return one `Person` per own therapist code of each account, for the checks of merged codes.

    An account without a code is returned once. day: only supervisions in force on this day are included.
    """
    return tuple(
        Person(
            person=one.key,
            name=one.name,
            role="supervisor" if "supervisor" in one.roles else min(one.roles),
            therapist=code,
            supervises=frozenset(each.code for each in one.supervises if each.covers(day)),
        )
        for one in accounts
        for code in (sorted(one.codes) or [None])
    )
