"""Correlation of the alliance with a later ORS, with a jackknife over therapists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from tests.twin.episodes import Episode, rounded

FEWEST = 30
GROUPS = 8  # therapists from which on the interval is a jackknife


@dataclass(frozen=True, kw_only=True)
class Row:
    """One episode in a window: mean SRS, last ORS, first ORS, latest ORS up to the window's end, therapist."""

    srs: float
    last: float
    first: float
    by_then: float
    who: str


def rows(episodes: Sequence[Episode], low: int, high: int, same: bool) -> list[Row]:
    """Return the episodes with an SRS in the window, an ORS up to its end, and the last ORS after it.

    same: only episodes that have all of sessions 1 to 5.
    """
    found = []
    for one in episodes:
        forms = [one.srs[k] for k in range(low, high + 1) if k in one.srs]
        before = [k for k in one.ors if k <= high]
        if (
            not one.counts_for_outcomes
            or not forms
            or not before
            or max(one.ors) <= high
            or (same and not _has_all(one))
        ):
            continue
        found.append(
            Row(
                srs=float(rounded(sum(forms, Decimal(0)) / len(forms))),
                last=float(one.last),
                first=float(one.first),
                by_then=float(one.ors[max(before)]),
                who=one.therapist or "",
            )
        )
    return found


def _has_all(one: Episode) -> bool:
    """Return whether an episode has an SRS at each of sessions 1 to 5, an ORS at session 1 and one after 5."""
    return all(k in one.srs for k in range(1, 6)) and 1 in one.ors and max(one.ors) > 5


def correlation(name: int | str, held: Sequence[Row]) -> dict[str, object]:
    """Return the correlation plain, allowing for the first ORS, and for the first and the latest ORS."""
    columns = np.array([(row.srs, row.last, row.first, row.by_then) for row in held]).reshape(-1, 4)
    who = np.array([row.who for row in held])
    plain, interval, method, se = estimate(columns[:, :2], who)
    partial, partial_interval, _, _ = estimate(columns[:, :3], who)
    # up to session 1 the latest ORS is the first one
    both = 4 if np.any(columns[:, 2] != columns[:, 3]) else 3
    full, full_interval, _, _ = estimate(columns[:, :both], who)
    return {
        "session": name,
        "r": plain,
        "interval": interval,
        "partial_r": partial,
        "partial_interval": partial_interval,
        "partial_ors_r": full,
        "partial_ors_interval": full_interval,
        "n": len(held),
        "method": method,
        "therapists": len(set(who)) if plain is not None else 0,
    }


def estimate(
    columns: np.ndarray, who: np.ndarray
) -> tuple[float | None, list[float] | None, str | None, tuple[float, int | None]]:
    """Return (r, interval, method, (SE on Fisher z, degrees of freedom)) of the first two columns given the rest."""
    if len(columns) < FEWEST:
        return None, None, None, (math.nan, None)
    r = _partial(columns)
    groups = sorted(set(who))
    if len(groups) >= GROUPS:
        z = np.array([math.atanh(_partial(columns[who != one])) for one in groups])
        j = len(groups)
        se, freedom = math.sqrt((j - 1) / j * float(((z - z.mean()) ** 2).sum())), j - 1
        half, method = float(student.ppf(0.975, freedom)) * se, "jackknife over groups"
    else:
        se, freedom = 1 / math.sqrt(len(columns) - (columns.shape[1] - 2) - 3), None
        half, method = float(norm.ppf(0.975)) * se, "Fisher z"
    interval = [math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)]
    return r, interval, method, (se, freedom)


def _partial(columns: np.ndarray) -> float:
    """Return the correlation of the residuals of the first two columns on the others."""
    given = np.column_stack([np.ones(len(columns)), columns[:, 2:]])
    fitted, *_ = np.linalg.lstsq(given, columns[:, :2], rcond=None)
    left = columns[:, :2] - given @ fitted
    return float(left[:, 0] @ left[:, 1] / math.sqrt((left[:, 0] @ left[:, 0]) * (left[:, 1] @ left[:, 1])))


def difference(ours: dict[str, object], published: dict[str, object]) -> dict[str, object]:
    """Return our r less the published one, with Zou's interval of two independent intervals."""
    if ours["r"] is None:
        return {"estimate": None, "interval": None, "n": ours["n"]}
    r, (low, high) = float(ours["r"]), ours["interval"]  # pyright: ignore
    other, (below, above) = float(published["r"]), published["interval"]  # pyright: ignore
    gap = r - other
    lower = gap - math.hypot(r - low, above - other)
    upper = gap + math.hypot(high - r, other - below)
    return {"estimate": gap, "interval": [lower, upper], "n": ours["n"]}
