"""Results of the training-focus view: what each therapist could practise, and one strength."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analytics import endings, peer_rounding
from analytics.access import Scope
from analytics.answers import Estimate, common, unavailable
from analytics.definitions.model import Focus as Rule
from analytics.filters import Filters
from analytics.focus import noticeable, signals
from analytics.focus.practices import practices
from analytics.focus.results import (
    PRACTICES,
    Focus,
    Noticeable,
    Shared,
    Signal,
    TherapistFocus,
)
from analytics.outcomes import peer_suppression
from analytics.outcomes.available_data import holds
from analytics.outcomes.own_clients import may_select, sees_every_client
from analytics.privacy import hide
from analytics.stats.arrays import EstimationError
from analytics.store import Warehouse
from analytics.why import why


def focus(warehouse: Warehouse, scope: Scope, filters: Filters) -> Focus:
    """Return the training focus of each visible therapist, and how often each focus occurs.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; `episodes` None means open and closed ones alike.

    Returns
    -------
    Focus
        n counts the therapists of the practice; `why` is set if nothing can be shown.

    Notes
    -----
    Areas: the profile of the four SRS areas beside the practice's own (never beside other areas), a focus
    where P(deviation < -min_deficit) > sure_area; rates: P(worse than the practice by the stated minimum) >
    sure_rate. Of several that fire, the surest. `not_enough_data` where no signal has enough clients. A
    strength needs the same the other way round: P(better by the stated minimum) over the same line.

    All signals together may name somebody by chance in at most 5 % of practices in which nobody differs;
    thresholds were chosen by simulation (tests/unit/test_focus_behaviour.py) and stand in the definitions.
    Ratings are the clients'; they are no measure of skill.
    """
    filters = filters if filters.episodes else filters.replace(episodes="all")
    everybody = may_select(warehouse, scope)
    unrecorded = endings.not_recorded(warehouse.version, not sees_every_client(warehouse, scope))
    if unrecorded and not holds(warehouse, scope).has_srs:
        return unavailable(Focus, why("no_srs", "focus"), shared=common(warehouse.version, filters, 0))
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Focus, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    selected = chosen.filters.replace(episodes=filters.episodes)  # in closed quarters no episode is open
    rows = warehouse.query("focus_sums", scope=scope, filters=selected).dicts()
    if len(rows) < 2:
        few = why("one_therapist", "focus") if rows else why("no_therapist_with_episodes")
        return unavailable(Focus, few, shared=common(warehouse.version, chosen.filters, len(rows)))
    by_therapist = signals.of_practice(rows, warehouse.version.definitions.focus)
    if chosen.rounded:  # an exact share of the practice would tell how many of how many
        by_therapist = {key: [_rounded(one) for one in of] for key, of in by_therapist.items()}
    people = {row["therapist_key"]: row for row in warehouse.query("therapist_people", scope=scope).dicts()}
    summaries = {key: summarize(key, of) for key, of in by_therapist.items()}
    visible = [
        _named(summaries[key], people[key]["therapist"], people[key]["therapist_name"])
        for key in summaries
        if key in people
    ]
    hide_below = (
        0
        if sees_every_client(warehouse, scope)
        else warehouse.version.definitions.small_numbers.suppress_below
    )
    suggested, n_none, n_not_enough = _counts(summaries.values(), hide_below)
    return Focus(
        **common(warehouse.version, chosen.filters, len(rows), below=hide_below if everybody else 0),
        therapists=tuple(sorted(visible, key=lambda row: row.therapist)),
        suggested=suggested if everybody else (),
        noticeable=_noticeable(rows, warehouse.version.definitions.focus),
        early_retention_why=unrecorded,
        n_none=n_none if everybody else None,
        n_not_enough=n_not_enough if everybody else None,
    )


def _noticeable(rows: Sequence[Mapping], rule: Rule) -> tuple[Noticeable, ...]:
    """Return the smallest difference on an SRS area that would be named; empty if the profile cannot be estimated."""
    try:
        return noticeable.of_areas(signals.contrasts(rows), rule)
    except EstimationError:
        return ()


def _rounded(signal: Signal) -> Signal:
    """Return a signal with the practice's figures rounded; the therapist's own figure stays exact."""
    low, high = signal.interval
    return replace(
        signal,
        practice=peer_rounding.number(signal.practice),
        difference=peer_rounding.number(signal.difference),
        interval=(peer_rounding.number(low), peer_rounding.number(high)),
    )


def summarize(key: object, of: Sequence[Signal]) -> TherapistFocus:
    """Return the training focus and the strength of one therapist, chosen from this therapist's signals."""
    firing = [signal for signal in of if signal.fires]
    best = max((signal for signal in of if signal.strong), key=lambda signal: signal.p_strong, default=None)
    strength = best.signal if best is not None else None
    n = max((signal.n for signal in of), default=0)
    if not any(signal.enough for signal in of):
        return TherapistFocus(
            therapist=str(key),
            focus=None,
            state="not_enough_data",
            practice=None,
            p=None,
            deficit=None,
            n=n,
            strength=strength,
            signals=tuple(of),
        )
    if not firing:
        return TherapistFocus(
            therapist=str(key),
            focus=None,
            state="none_stands_out",
            practice=None,
            p=None,
            deficit=None,
            n=n,
            strength=strength,
            signals=tuple(of),
        )
    surest = max(firing, key=lambda signal: signal.p)
    deficit = Estimate(-surest.difference, (-surest.interval[1], -surest.interval[0]), surest.n)
    return TherapistFocus(
        therapist=str(key),
        focus=surest.signal,
        state="focus",
        practice=PRACTICES[surest.signal],
        p=surest.p,
        deficit=deficit,
        n=surest.n,
        strength=strength,
        signals=tuple(of),
    )


def _named(one: TherapistFocus, code: str, name: str | None) -> TherapistFocus:
    """Return a copy of a therapist's row with the therapist's code and name filled in."""
    values = {field: getattr(one, field) for field in one.__dataclass_fields__}
    return TherapistFocus(**values | {"therapist": code, "name": name})


def _counts(
    summaries: Iterable[TherapistFocus], hide_below: int
) -> tuple[tuple[Shared, ...], int | None, int | None]:
    """Return therapists per suggested practice, without a focus, and with too little data; None for a hidden count.

    Every therapist is in one of the counts, and their sum is known, so they are hidden together.
    """
    found = Counter(one.practice if one.state == "focus" else one.state for one in summaries)
    named = (*practices(), "none_stands_out", "not_enough_data")
    counts = [found[name] for name in named]
    shown = hide(counts, hide_below).counts if hide_below else tuple(counts)
    return tuple(Shared(*one) for one in zip(practices(), shown, strict=False)), shown[-2], shown[-1]
