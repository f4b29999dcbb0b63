"""Person who is signed in (`Viewer`) and the database rows that this person may read (`Scope`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

PRACTICE = "practice"
SAMPLE = "sample"


@dataclass(frozen=True)
class Scope:
    """Database rows that a query may read for one viewer; the default is no rows. Hashable, for cache keys.

    every_therapist: client rows of every therapist (then `therapists` is empty and ignored).
    therapists: sorted therapist codes as the practice writes them; client rows of these only.
    practice_totals: totals of the whole practice without client ids.
    imports: the ledger of deliveries and the rows left out.
    """

    every_therapist: bool = False
    therapists: tuple[str, ...] = ()
    practice_totals: bool = False
    imports: bool = False


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """One signed-in person: name, roles, and the therapist codes whose clients this person may see.

    person: short opaque key, safe in an address. name: for the screen only.
    roles: any of `analytics.access.ROLES`; no role means no access.
    store: 'sample' or 'practice'.
    therapists: therapist codes whose clients this person may see; None means every therapist.
    own_therapist: this person's own therapist code, None for a person who sees no clients.
    apart: sentences about clients that are hidden because codes of two people were merged (`joins.separate_codes`).
    """

    person: str
    name: str
    roles: frozenset[str]
    store: str
    therapists: frozenset[str] | None = frozenset()
    own_therapist: str | None = None
    apart: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """Database rows that this viewer may read; none for a viewer without a role."""
        if not self.roles:
            return Scope()
        return Scope(
            every_therapist=self.therapists is None,
            therapists=() if self.therapists is None else tuple(sorted(self.therapists)),
            practice_totals=True,
            imports=bool(self.roles & {"owner", "office"}),
        )

    def as_shown(self, shown: Callable[[str], str]) -> Viewer:
        """Return the viewer with each therapist code replaced by the code that is displayed for it."""
        return dataclasses.replace(
            self,
            therapists=None if self.therapists is None else frozenset(map(shown, self.therapists)),
            own_therapist=self.own_therapist and shown(self.own_therapist),
        )

    @property
    def may_import(self) -> bool:
        """Return whether this viewer may import data and undo imports."""
        return bool(self.roles & {"owner", "office"})


def this_computer() -> Viewer:
    """Return a viewer with every role and all rights, for a practice's own data on a server without sign-in.

    Only for a server that answers this computer alone (`pages.shell.localhost_only` refuses any other).
    """
    return Viewer(
        person="this-computer",
        name="This computer",
        roles=frozenset({"owner", "supervisor", "therapist", "office"}),
        store=PRACTICE,
        therapists=None,
    )
