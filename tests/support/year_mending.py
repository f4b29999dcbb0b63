"""Corrective actions after accidents in the simulated year, by the functions that the app uses."""

from __future__ import annotations

from analytics.store import Store
from tests.support.year import Mending


def mend(store: Store, mending: Mending) -> None:
    """Perform a corrective action; raise AssertionError if there is nothing to correct."""
    if mending.kind in ("leave_out", "follow"):
        from analytics.store import leave_out

        assert leave_out.leave_out(store), "there is something to leave out"
    else:
        store.say_alias(mending.kind, mending.code, mending.stands_for, by="This computer")
