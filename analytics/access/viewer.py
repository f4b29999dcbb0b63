"""Person who is signed in (`Viewer`) and the rows that person may read (`Scope`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

PRACTICE = "practice"
SAMPLE = "sample"


@dataclass(frozen=True)
class Scope:
    """Rows that a query may see. Hashable, so it can be part of a cache key; the default sees nothing.

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
    """Person who looks at a store, with that person's rights.

    person: short opaque key, safe in an address. name: for the screen only.
    roles: any of `analytics.access.ROLES`; no role means no access.
    store: 'sample' or 'practice'.
    therapists: therapist codes whose clients this person may see; None means every therapist.
    own_therapist: this person's own therapist code, None for a person who sees no clients.
    apart: sentences about clients that are withheld because codes of two people were joined (`joins.kept_apart`).
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
        """Rows this viewer may read; without a role, none."""
        if not self.roles:
            return Scope()
        return Scope(
            every_therapist=self.therapists is None,
            therapists=() if self.therapists is None else tuple(sorted(self.therapists)),
            practice_totals=True,
            imports=bool(self.roles & {"owner", "office"}),
        )

    def as_shown(self, shown: Callable[[str], str]) -> Viewer:
        """Return the viewer by the codes in use: `shown` says which code stands for one that was joined with it."""
        return dataclasses.replace(
            self,
            therapists=None if self.therapists is None else frozenset(map(shown, self.therapists)),
            own_therapist=self.own_therapist and shown(self.own_therapist),
        )

    @property
    def may_import(self) -> bool:
        """Whether this viewer may bring data in or take an import back."""
        return bool(self.roles & {"owner", "office"})


def this_computer() -> Viewer:
    """Return the viewer of the practice's own data while there is no sign-in: this computer's user, every role.

    Only for a server that answers this computer alone (`pages.shell.localhost_only` refuses any other).
    """
    return Viewer(
        person="this-computer",
        name="This computer",
        roles=frozenset({"owner", "supervisor", "therapist", "office"}),
        store=PRACTICE,
        therapists=None,
    )
