"""People of the sample practice with their roles and therapist codes, read from `people.json`.

    [{"person": "p-hartmann", "name": "L. Hartmann", "role": "supervisor", "therapist": "T04",
      "supervises": ["T01", "T02"]}, ...]

`person` is any stable text, `role` one of `ROLES`, `therapist` that person's own therapist code (may be
missing or null), `supervises` the codes of current supervisees (may be missing).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.access.rights import ROLES
from analytics.access.viewer import SAMPLE, Viewer
from analytics.errors import HoldfastError


@dataclass(frozen=True)
class Person:
    """One person of the practice: name, role, therapist code and supervised codes."""

    person: str
    name: str
    role: str
    therapist: str | None = None
    supervises: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Eight hex digits that identify this person in web addresses without giving the name."""
        return hashlib.sha256(b"holdfast person " + self.person.encode()).hexdigest()[:8]


class PeopleUnreadable(HoldfastError, ValueError):
    """Error: the list of people cannot be read or is invalid; nobody gets access."""


UNREADABLE = (
    "The list of people (people.json) is damaged. Nobody is let in by name until it is put back from a copy or"
    " written anew."
)
LOST = "The list of people (people.json) is missing. Nobody is let in by name until it is put back."


def _person(entry: dict[str, Any]) -> Person:
    """Build a Person from one entry of `people.json`."""
    return Person(
        person=str(entry["person"]),
        name=str(entry["name"]),
        role=str(entry["role"]),
        therapist=entry.get("therapist") or None,
        supervises=frozenset(entry.get("supervises") or ()),
    )


def read_people(path: Path) -> tuple[Person, ...]:
    """Return the people of a `people.json`, ordered by role; empty if the file is missing.

    Raises
    ------
    PeopleUnreadable
        For a damaged list and for an unknown role, because guessing a role grants access.
    """
    try:
        people = [_person(entry) for entry in json.loads(Path(path).read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise PeopleUnreadable(UNREADABLE) from error
    unknown = {person.role for person in people} - set(ROLES)
    if unknown:
        raise PeopleUnreadable(
            f"people.json: unknown role {sorted(unknown)[0]!r}; roles are {', '.join(ROLES)}"
        )
    order = list(ROLES)
    return tuple(sorted(people, key=lambda person: order.index(person.role)))


def find(people: tuple[Person, ...], name: str | None) -> Person | None:
    """Return the person whose name or key equals the given text; None unless exactly one person matches."""
    found = [person for person in people if name and name in (person.key, person.person)]
    return found[0] if len(found) == 1 else None


def viewer_for(person: Person, store: str = SAMPLE, *, owner_client_pages: bool = False) -> Viewer:
    """Return a person's access rights: roles, own clients and, for a supervisor, supervised clients.

    A person with a therapist code is a therapist, whatever the other roles: an owner who also treats clients
    sees these clients only. An owner or office manager without a therapist code sees no client, unless the
    definitions open client pages to owners (`owner_client_pages`).
    """
    roles = {person.role}
    therapists: set[str] = set()
    if person.therapist:
        roles.add("therapist")
        therapists.add(person.therapist)
    if person.role == "supervisor":
        therapists |= person.supervises
    return Viewer(
        person=person.key,
        name=person.name,
        roles=frozenset(roles),
        store=store,
        therapists=None if person.role == "owner" and owner_client_pages else frozenset(therapists),
        own_therapist=person.therapist,
    )
