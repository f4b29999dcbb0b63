"""What a person presses on the page Data & import after an accident of the year: the same functions."""

from __future__ import annotations

from analytics.store import Store
from tests.support.year import Mending


def mend(store: Store, mending: Mending) -> None:
    """Press it. Raises AssertionError where the page has nothing to press."""
    if mending.kind in ("leave_out", "follow"):
        from analytics.store import leave_out

        assert leave_out.leave_out(store), "there is something to leave out"
    else:
        store.say_alias(mending.kind, mending.code, mending.stands_for, by="This computer")
