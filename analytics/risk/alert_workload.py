"""Alert workload: how many clients are flagged per week, flagged correctly, and missed."""

from __future__ import annotations

import numpy as np

from analytics.risk import performance
from analytics.risk.baselines import simple_rule
from analytics.risk.landmarks import Landmarks
from analytics.risk.performance import Performance
from analytics.risk.results import BurdenRow, CalibrationCurve, CalibrationDot, Group, Room, Threshold
from analytics.stats.intervals import wilson

THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
DOTS = 6  # groups of equal size in the calibration chart
GROUP_CLIENTS, GROUP_EVENTS = 50, 10  # fewer: a part of the practice is not shown apart
KINDS = ("site", "program", "age_group")
ROOMS = (1, 2, 3, 5, 8, 12)  # conversations a week
WEEK = 7.0  # days


def threshold(rows: Landmarks, p: np.ndarray, capacity: int) -> Threshold:
    """Return the threshold probability at which about `capacity` clients are flagged per week.

    Parameters
    ----------
    rows
        Later clients after each of their first five sessions.
    p
        Their probabilities.
    capacity
        Conversations a week that there is room for.

    Returns
    -------
    Threshold
        `everyone` is set if all new clients fit in.
    """
    weeks = max(float((rows.day.max() - rows.day.min()).astype(int)) / WEEK, 1.0)
    order = np.sort(p)[::-1]
    fits = int(capacity * weeks)
    if fits >= order.size:
        return Threshold(float(order[-1]), order.size / weeks, capacity, True)
    value = float(order[max(fits - 1, 0)])
    return Threshold(value, float((p >= value).sum()) / weeks, capacity, False)


def capacities(rows: Landmarks, outcome: str, p: np.ndarray, asked: int) -> tuple[Room, ...]:
    """Return the results of flagging for several weekly capacities (conversations a practice can hold).

    Parameters
    ----------
    rows
        Later clients after each of their first five sessions.
    outcome
        Outcome that is predicted.
    p
        Their probabilities.
    asked
        Number of conversations a week that the definitions name.

    Returns
    -------
    tuple of Room
        One row per number in `ROOMS` and for `asked`, ascending.
    """
    client = np.unique(rows.client, return_inverse=True)[1]
    clients = int(client.max()) + 1
    happened = np.bincount(client, rows.y[outcome], minlength=clients) > 0
    made = []
    for room in sorted({*ROOMS, asked}):
        begins = threshold(rows, p, room)
        flag = p >= begins.value
        flagged = np.bincount(client, flag, minlength=clients) > 0
        found, n, events = int((flagged & happened).sum()), int(flagged.sum()), int(happened.sum())
        right, right_interval = _share(found, n)
        missed, missed_interval = _share(events - found, events)
        made.append(
            Room(
                conversations=room,
                value=begins.value,
                everyone=begins.everyone,
                clients=clients,
                flagged=n,
                right=right,
                right_interval=right_interval,
                missed=missed,
                missed_interval=missed_interval,
                gone=_flagged_last_session(rows, outcome, flag),
            )
        )
    return tuple(made)


def _flagged_last_session(rows: Landmarks, outcome: str, flag: np.ndarray) -> float | None:
    """Return the share of correctly flagged clients who were first flagged only at their last session."""
    places = np.flatnonzero(flag & (rows.y[outcome] == 1))
    # Rows of a client are in order of landmark.
    first = places[np.unique(rows.client[places], return_index=True)[1]]
    return float((rows.sessions[first] == rows.landmark[first]).mean()) if first.size else None


def _share(events: int, n: int) -> tuple[float | None, tuple[float, float] | None]:
    """Return the share events / n with its 95 % Wilson interval; (None, None) for n = 0."""
    return (events / n, wilson(events, n)) if n else (None, None)


def rows_of(performance: Performance, rows: Landmarks, outcome: str, extra: float) -> tuple[BurdenRow, ...]:
    """Return the results of flagging after a given session, one row per threshold probability.

    Parameters
    ----------
    performance
        Performance of the probabilities.
    rows
        Its rows.
    outcome
        Outcome that is predicted.
    extra
        Threshold in use, added to `THRESHOLDS`.

    Returns
    -------
    tuple of BurdenRow
        One row per threshold, ascending.
    """
    y = rows.y[outcome]
    by_rule = simple_rule(rows)
    made = []
    for t in sorted({*THRESHOLDS, round(extra, 4)}):
        at = performance.at_threshold(t)
        everyone = float(y.mean()) - float(1 - y.mean()) * t / (1 - t)
        made.append(
            BurdenRow(
                threshold=t,
                n=performance.n,
                n_flagged=at.n_flagged,
                flagged=at.flagged,
                ppv=at.ppv,
                ppv_interval=at.ppv_interval,
                not_flagged_events=None if at.npv is None else 1 - at.npv,
                sensitivity=at.sensitivity,
                sensitivity_interval=at.sensitivity_interval,
                net_benefit=at.net_benefit,
                net_benefit_all=everyone,
                net_benefit_rule=_worth(y, by_rule, t),
            )
        )
    return tuple(made)


def _worth(y: np.ndarray, flagged: np.ndarray, t: float) -> float:
    """Return the net benefit, averaged over all rows, of flagging the given rows at threshold t."""
    return float(np.mean(flagged & (y == 1)) - np.mean(flagged & (y == 0)) * t / (1 - t))


def dots(y: np.ndarray, p: np.ndarray) -> tuple[CalibrationDot, ...]:
    """Return the mean predicted and the observed share of events in six groups of similar probability.

    Parameters
    ----------
    y, p
        Outcomes (n,), 0 or 1, and probabilities.

    Returns
    -------
    tuple of CalibrationDot
        Ascending by probability; empty groups are left out.
    """
    parts = np.array_split(np.argsort(p, kind="stable"), DOTS)
    return tuple(
        CalibrationDot(
            float(p[part].mean()),
            float(y[part].mean()),
            wilson(int(y[part].sum()), part.size),
            int(part.size),
        )
        for part in parts
        if part.size
    )


def curve(performance: Performance) -> CalibrationCurve | None:
    """Return the smoothed calibration curve as tuples of numbers; None if it cannot be fitted."""
    drawn = performance.curve()
    if drawn is None:
        return None
    return CalibrationCurve(
        *(tuple(line.tolist()) for line in (drawn.at, drawn.observed, drawn.lower, drawn.upper))
    )


def groups(rows: Landmarks, outcome: str, p: np.ndarray, t: float) -> tuple[Group, ...]:
    """Return calibration and flagging results for each site, programme or age group large enough.

    Parameters
    ----------
    rows
        Later clients after each of their first five sessions.
    outcome
        Outcome that is predicted.
    p
        Their probabilities.
    t
        Threshold in use.

    Returns
    -------
    tuple of Group
        One row per part of the practice with at least `GROUP_CLIENTS` clients and `GROUP_EVENTS` events;
        kinds with only one value are left out.
    """
    found = []
    for kind in KINDS:
        names = rows.text[kind]
        named = [name for name in dict.fromkeys(names) if name is not None]
        for name in sorted(named) if len(named) > 1 else ():
            members = np.array([one == name for one in names])
            y = rows.y[outcome][members]
            clients = int(np.unique(rows.client[members]).size)
            if clients < GROUP_CLIENTS or y.sum() < GROUP_EVENTS:
                continue
            inside = performance.evaluate(y, p[members], rows.client[members])
            at = inside.at_threshold(t)
            found.append(
                Group(
                    kind=kind,
                    name=name,
                    clients=clients,
                    events=int(y.sum()),
                    observed_expected=inside.observed_expected,
                    interval=inside.observed_expected_interval,
                    flagged=at.flagged,
                    ppv=at.ppv,
                    sensitivity=at.sensitivity,
                )
            )
    return tuple(found)
