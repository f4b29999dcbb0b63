"""What the newest import changed on a caseload: new and repaired alliance drops, new and ended reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics import version_cache
from analytics.access import Scope
from analytics.answers import Answer, common
from analytics.caseload.caseload import with_course
from analytics.caseload.reasons import reasons
from analytics.caseload.results import NOT_JSON, Reason
from analytics.course import expected
from analytics.course.course import of_row
from analytics.filters import Filters
from analytics.store import Warehouse
from analytics.why import Why, why

ALLIANCE = ("drop", "settled")  # an alliance that has fallen: while new, and once it stays lower


@dataclass(frozen=True, kw_only=True)
class ClientChange:
    """One row per open client whose reasons changed with the newest import.

    new: reasons that apply now and did not before; ended: keys of those that no longer apply. repaired: whether an
    alliance that had fallen is back. is_new: whether the client was not on the caseload before.
    """

    client_id: str
    record_id: str
    episode_no: int
    therapist: str | None
    new: tuple[str, ...]
    ended: tuple[str, ...]
    repaired: bool
    is_new: bool
    reasons: tuple[Reason, ...] = field(default=(), metadata=NOT_JSON)  # the new ones, with their sentences
    therapist_name: str | None = field(default=None, metadata=NOT_JSON)


@dataclass(frozen=True, kw_only=True)
class SinceLast(Answer):
    """Changes on the caseload since the import before the newest one.

    n: open clients with a change. before: name of the version compared with. closed: clients who were on the caseload
    and are not any more. sessions: sessions that came with the import, of open clients.
    """

    before: str | None
    clients: tuple[ClientChange, ...]
    closed: int
    sessions: int


@dataclass(frozen=True)
class _State:
    """Caseload row of an open client with the reasons that apply."""

    row: dict
    fired: tuple[Reason, ...]


def since_last(warehouse: Warehouse, scope: Scope, filters: Filters, before: Warehouse | None) -> SinceLast:
    """Return what the newest import changed for the open clients that a viewer may see.

    Parameters
    ----------
    warehouse : Warehouse
        Data version on show.
    scope : Scope
        Rows that the viewer may see; it holds for both versions.
    filters : Filters
        Site, programme, age group and the therapist who has the client now; the period does not apply.
    before : Warehouse or None
        Version before the newest import (`store.before_import`).

    Returns
    -------
    SinceLast
        `why` where nothing can be compared: no earlier import, or other rules in force then.
    """
    filters = filters.replace(since=None, until=None, episodes="open")
    reason = _reason(warehouse, before)
    if before is None or reason is not None:
        return SinceLast(
            **common(warehouse.version, filters, 0), why=reason, before=None, clients=(), closed=0, sessions=0
        )
    now = _kept(version_cache.get(_states, warehouse, scope), filters)
    then = _kept(version_cache.get(_states, before, scope), filters)
    changes = [_change(state, then.get(key)) for key, state in now.items()]
    clients = tuple(one for one in changes if one.new or one.ended or one.is_new)
    held = sum(
        state.row["n_sessions"] - (then[key].row["n_sessions"] if key in then else 0)
        for key, state in now.items()
    )
    return SinceLast(
        **common(warehouse.version, filters, len(clients)),
        before=before.version.name,
        clients=tuple(sorted(clients, key=_order)),
        closed=len(then.keys() - now.keys()),
        sessions=max(0, held),
    )


def _reason(warehouse: Warehouse, before: Warehouse | None) -> Why | None:
    """Return why the two versions cannot be compared; None if they can."""
    if before is None:
        return why("no_import_before")
    if before.version.definitions_digest != warehouse.version.definitions_digest:
        return why("other_rules_before")
    return None


def _states(warehouse: Warehouse, scope: Scope) -> dict[tuple[str, int], _State]:
    """Return every open client that the viewer may see, by (record id, episode number)."""
    rules, model = warehouse.version.definitions, expected(warehouse)
    found = {}
    for row in warehouse.query("caseload", scope=scope).dicts():
        full = with_course(row, of_row(row, model))
        found[row["record_id"], row["episode_no"]] = _State(row, reasons(full, rules))
    return found


def _kept(states: dict[tuple[str, int], _State], filters: Filters) -> dict[tuple[str, int], _State]:
    """Return the clients that belong to the selection."""
    narrowing = filters.narrowing().items()
    return {
        key: one for key, one in states.items() if all(one.row[name] == value for name, value in narrowing)
    }


def _change(now: _State, then: _State | None) -> ClientChange:
    """Compare a client's reasons with those before the import."""
    before = {one.code for one in then.fired} if then else set()
    current = {one.code for one in now.fired}
    again = _has_dropped_again(now, then)
    fresh = tuple(one for one in now.fired if one.code not in before or (one.code == "drop" and again))
    ended = tuple(code for code in (one.code for one in then.fired) if code not in current) if then else ()
    had_fallen = bool(before & set(ALLIANCE))
    return ClientChange(
        client_id=now.row["client_id"],
        record_id=now.row["record_id"],
        episode_no=now.row["episode_no"],
        therapist=now.row["therapist"],
        new=tuple(one.code for one in fresh),
        ended=ended,
        repaired=had_fallen and not current & set(ALLIANCE),
        is_new=then is None,
        reasons=fresh,
        therapist_name=now.row["therapist_name"],
    )


def _has_dropped_again(now: _State, then: _State | None) -> bool:
    """Return whether the drop on show is a later one than before."""
    return (
        then is not None
        and then.row["dip_session"] is not None
        and now.row["dip_session"] != then.row["dip_session"]
    )


def _order(one: ClientChange) -> tuple:
    """Return the sort key: new reasons of the first group, other new ones, repaired, ended, new clients; then the id."""
    pressing = any(reason.group == "talk_first" for reason in one.reasons)
    return (not pressing, not one.new, not one.repaired, not one.ended, one.client_id)
