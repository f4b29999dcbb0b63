"""Rounding of practice figures for people who may not see the clients behind the figures.

Counts become multiples of five, so that a viewer who subtracts the counts of own clients cannot detect a
remainder of 1 to 4. Shares are computed from rounded counts. Means lose the decimals from which n could be
derived. A count of 1 to 4 is hidden instead of rounded to 0: it becomes None, or the row that depends on it
is left out. A share strictly between 0 and 1 is never rounded to 0 or 1. All rounding happens in one place,
before an answer leaves `analytics` (`handed_out`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from analytics.answers import Answer, Estimate, unavailable
from analytics.privacy import hidden, share_hidden, small
from analytics.stats.intervals import wilson

BASE = 5  # counts are multiples of it
SHARE_STEP = 0.05  # of shares of clients whose numerator is not part of the result
FORM_STEP = 0.01  # of shares of forms or fields that are filled in
AnswerT = TypeVar("AnswerT", bound=Answer)

# class -> fields that count clients, episodes, endings, sessions or forms. The practice's number of sessions
# (`Quality`) is not rounded, as every page shows it
COUNTS: dict[str, tuple[str, ...]] = {
    "LeftOut": ("n",),
    "Overview": ("n", "assessable", "ended"),
    "Previous": ("n",),
    "Outcomes": ("n", "assessable", "started_below", "ended"),
    "OutcomeClass": ("n",),
    "Retention": ("at_risk", "ended"),
    "CoursePoint": ("n", "episodes"),
    "Alliance": ("n", "no_pattern", "started_full", "came_down"),
    "Correlation": ("n",),
    "Scatter": ("n",),
    "Cell": ("n",),
    "Pattern": ("n",),
    "Completion": ("n",),
    "Total": ("n",),
    "DropPath": ("drops",),
    "Dips": ("n", "repaired", "unrepaired", "ended_after", "open", "sessions"),
    "Comparison": ("n",),
    "Decomposition": ("n",),
    "Evidence": ("n",),
    "Completeness": ("n",),
    "CompletenessMonth": ("n",),
    "Suspicious": ("n",),
}
# class -> fields that are shares without their numerator
SHARES: dict[str, tuple[str, ...]] = {
    "Retention": ("still_in_care", "interval"),
    "Completion": ("share",),
}
FORM_SHARES: dict[str, tuple[str, ...]] = {"Completeness": ("share",), "CompletenessMonth": ("ors", "srs")}
# classes left unrounded: not about clients of other therapists, or computed from rounded counts
KEPT = frozenset(
    (
        "Filters",
        "Endings",
        "Published",
        "Benchmark",
        "Therapist",
        "TherapistFocus",
        "LookAt",
        "Change",
        "Series",
        "Point",
    )
    + ("MissingForms", "QuarantineReason", "CourseClient", "Source")
)


def count(n: int) -> int | None:
    """Return a count rounded to the nearest multiple of five; None for counts from 1 to 4."""
    return None if small(n, BASE) else BASE * ((n + BASE // 2) // BASE)


def number(value: float) -> float:
    """Return a figure rounded to two decimals if its absolute value is at most 1, else to one decimal."""
    return round(value, 2 if abs(value) <= 1 else 1)


def estimate(given: Estimate) -> Estimate:
    """Return an estimate with rounded counts and a recomputed share, or without a value for a small count."""
    n = count(given.n)
    if given.estimate is None:
        return dataclasses.replace(given, n=n or 0)
    if n is None or (given.events is not None and share_hidden(given.events, given.n, BASE)):
        lost: dict[str, Any] = {"estimate": None, "interval": None, "events": None}
        return dataclasses.replace(given, n=n or 0, why=hidden(BASE), **lost)
    if given.events is None:
        low_high = given.interval and (number(given.interval[0]), number(given.interval[1]))
        return dataclasses.replace(given, estimate=number(given.estimate), interval=low_high, n=n)
    events = count(given.events) or 0
    return dataclasses.replace(given, estimate=events / n, interval=wilson(events, n), n=n, events=events)


def handed_out(answer: AnswerT, rounded: bool) -> AnswerT:
    """Return the result as the viewer may see it: unchanged, or with every count and figure rounded."""
    if not rounded:
        return answer
    copy = _record(answer)
    if copy is None:
        shared = {name: getattr(answer, name) for name in ("as_of", "version", "definitions", "filters")}
        copy = unavailable(type(answer), hidden(BASE), shared={**shared, "n": 0})
    below = max(BASE, answer.hidden_below or 0)
    return dataclasses.replace(copy, rounded_to=BASE, hidden_below=below)


def _record(thing: Any) -> Any:
    """Return a copy of a dataclass with rounded counts and figures; None if it depends on a hidden count."""
    kind = type(thing).__name__
    of_all_sessions = kind == "Completeness" and thing.of == "sessions"
    counts = () if of_all_sessions else COUNTS.get(kind, ())
    steps = dict.fromkeys(SHARES.get(kind, ()), SHARE_STEP) | dict.fromkeys(
        FORM_SHARES.get(kind, ()), FORM_STEP
    )
    changed = {}
    for item in dataclasses.fields(thing):
        value = getattr(thing, item.name)
        if item.name in counts:
            changed[item.name] = None if value is None else count(value)
        elif item.name in steps:
            changed[item.name] = _share(value, steps[item.name])
        else:
            changed[item.name] = _value(value)
        if changed[item.name] is None and value is not None and "None" not in str(item.type):
            return None
    return dataclasses.replace(thing, **changed)


def _value(value: Any) -> Any:
    """Return a field's value with all counts and figures in it rounded, including nested ones."""
    if isinstance(value, Estimate):
        return estimate(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        rounded = [(entry, _value(entry)) for entry in value]
        return tuple(copy for entry, copy in rounded if copy is not None or entry is None)
    if isinstance(value, Mapping):
        return {key: _value(entry) for key, entry in value.items()}
    if dataclasses.is_dataclass(value) and type(value).__name__ not in KEPT:
        return _record(value)
    return value


def _share(value: Any, step: float) -> Any:
    """Return a share rounded to a multiple of `step`, but to 0 or 1 only if it is exactly 0 or 1."""
    if isinstance(value, tuple):
        low, high = value
        return round(math.floor(low / step + 1e-9) * step, 2), round(math.ceil(high / step - 1e-9) * step, 2)
    if value is None or value in (0, 1):
        return value
    return round(min(max(round(value / step) * step, step), 1 - step), 2)
