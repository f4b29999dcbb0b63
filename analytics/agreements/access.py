"""Who may see what an agreement has done: whoever may see that therapist's clients, and practice figures."""

from __future__ import annotations

from collections.abc import Mapping

from analytics import endings
from analytics.access import Scope
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.outcomes.available_data import holds
from analytics.outcomes.own_clients import own_therapists, sees_every_client
from analytics.store import Warehouse
from analytics.why import Why, why


def refused(warehouse: Warehouse, scope: Scope, therapist: str, signal: str) -> Why | None:
    """Return the reason why a viewer gets no figures of a therapist's signal; None if there is none."""
    if warehouse.therapist_key(therapist) not in own_therapists(warehouse, scope):
        return why("agreement_not_visible")
    found = practice_refused(warehouse, scope)
    if found is None and signal == "early_retention":
        found = endings.not_recorded(warehouse.version, not sees_every_client(warehouse, scope))
    if found is None and signal != "early_retention" and not holds(warehouse, scope).has_srs:
        found = why("no_srs", "practice")
    return found


def practice_refused(warehouse: Warehouse, scope: Scope) -> Why | None:
    """Return the reason why a viewer gets no figures that rest on the whole practice; None if there is none."""
    return peer_suppression.selection(warehouse, scope, Filters(episodes="all")).why


def rounded(warehouse: Warehouse, scope: Scope) -> bool:
    """Return whether figures that hold colleagues' clients are rounded for a viewer."""
    return not sees_every_client(warehouse, scope)


def colleagues_hidden(warehouse: Warehouse, scope: Scope, clients: Mapping[int, int]) -> Why | None:
    """Return the reason why a comparison with colleagues is not shown; clients: their number by therapist key."""
    if sees_every_client(warehouse, scope):
        return None
    small = warehouse.version.definitions.small_numbers
    own = own_therapists(warehouse, scope)
    if peer_suppression.enough_others(clients, own, small.min_colleagues, small.suppress_below):
        return None
    return peer_suppression.TOO_FEW
