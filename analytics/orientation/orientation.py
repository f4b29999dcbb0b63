"""Outcome by therapy orientation, with and without adjustment for the alliance."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from analytics.alliance.early import Early
from analytics.answers import Estimate
from analytics.orientation.results import Difference, Orientation
from analytics.stats import coefficients
from analytics.stats.arrays import EstimationError
from analytics.why import Why, why

BAND_SD = 0.2  # SD of the last ORS that counts as the same, on either side; own choice
MIN_THERAPISTS = 4  # therapists of each orientation; below, only these people are described; own choice
MIN_EPISODES = 30  # episodes in all
OWN = 0.95  # share of episodes with their therapist's own orientation from which it is the therapist's
MOST = 6  # orientations; the rarer ones are left out
NO_COLUMN = why("no_such_column", _what="orientation")
TOO_MANY = why("hidden_few_therapists")


def orientation(rows: Early, *, at_least: int = 0) -> Orientation:
    """Estimate the outcome difference of each pair of orientations, and whether all are negligible.

    Parameters
    ----------
    rows : Early
        Episodes, from `alliance.early.read`.
    at_least : int
        Therapists an orientation needs to be used at all (for people who may not see colleagues).

    Returns
    -------
    Orientation

    Notes
    -----
    Last ORS on orientation, first ORS and a random intercept per therapist, spread between therapists
    integrated out; once more with the early alliance split within and between therapists. Where clients of
    one therapist have different orientations, orientation is split within and between as well. Intervals hold
    for all pairs together (95 % shared out among them). The band is 0.2 SD of the last ORS on either side.

    Orientations are not assigned at random. With fewer than four therapists of an orientation, the verdict is
    `describes`.
    """
    named = rows.owned()
    named = named.select(np.array([value is not None for value in named.orientation], dtype=bool))
    if not named.n:
        if rows.left_out["with_orientation"]:
            return Orientation(state="too_few", why=_too_few((), 0))
        return Orientation(state="no_column", why=NO_COLUMN)
    named, groups, hidden = _usable(named, at_least)
    if len(groups) < 2 or named.n < MIN_EPISODES:
        few = TOO_MANY if hidden else _too_few(groups, named.n)
        return Orientation(state="too_few", why=few, groups=groups, n=named.n, hidden=hidden)
    per_therapist = _is_therapists(named)
    band = BAND_SD * float(named.end.std(ddof=1))
    level = "therapist" if per_therapist else "client"
    try:
        differences = _pairs(named, [name for name, _, _ in groups], level)
    except EstimationError as problem:
        return Orientation(
            state="too_few",
            why=why("not_estimable", "test", _problem=problem),
            groups=groups,
            n=named.n,
            hidden=hidden,
        )
    state, reason, reach = _verdict(differences, groups, band, per_therapist)
    return Orientation(
        state=state,
        why=reason,
        differences=differences,
        groups=groups,
        band=band,
        reach=reach,
        n=named.n,
        per_therapist=per_therapist,
        hidden=hidden,
    )


def _usable(rows: Early, at_least: int) -> tuple[Early, tuple[tuple[str, int, int], ...], int]:
    """Return the episodes of orientations with enough therapists, and numbers per orientation.

    Returns the rows, (orientation, therapists, episodes) by name, and how many orientations were hidden for
    their size.
    """
    counted = Counter(rows.orientation.tolist())
    common = [name for name, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST]]
    groups = [
        (name, int(np.unique(rows.therapist[rows.orientation == name]).size), counted[name])
        for name in sorted(common)
    ]
    shown = tuple(group for group in groups if group[1] >= at_least)
    names = [name for name, _, _ in shown]
    return rows.select(np.isin(rows.orientation, names)), shown, len(groups) - len(shown)


def _too_few(groups: Sequence[tuple[str, int, int]], n: int) -> Why:
    """Return why orientations cannot be compared: too few episodes, or only one orientation."""
    if n and len(groups) < 2:
        return why("scores_all_alike", "orientation")
    return why("too_few_episodes", "test", need=MIN_EPISODES, _have=n, _what="episodes with an orientation")


def _is_therapists(rows: Early) -> bool:
    """Return whether nearly all clients of each therapist are treated in the same orientation."""
    own = 0
    for key in np.unique(rows.therapist):
        own += Counter(rows.orientation[rows.therapist == key].tolist()).most_common(1)[0][1]
    return own >= OWN * rows.n


def _pairs(rows: Early, names: list[str], level: str) -> tuple[Difference, ...]:
    """Return the outcome difference of each pair of orientations, with and without alliance adjustment."""
    flags = np.column_stack([rows.orientation == name for name in names[1:]]).astype(float)
    if level == "client":
        means = _means(flags, rows.therapist)
        flags = np.column_stack([flags - means, means])
    alliance = _means(rows.alliance[:, None], rows.therapist)
    split = np.column_stack([rows.alliance - alliance[:, 0], alliance])
    plain = coefficients.draw(rows.end, np.column_stack([flags, rows.start]), rows.therapist)
    given = coefficients.draw(rows.end, np.column_stack([flags, rows.start, split]), rows.therapist)
    pairs = list(itertools.combinations(range(len(names)), 2))
    each = 1 - 0.05 / len(pairs)
    differences = []
    for a, b in pairs:
        estimates = []
        for draws in (plain, given):
            weights = np.zeros(draws.draws.shape[1])
            for index, sign in ((a, 1.0), (b, -1.0)):
                if index:
                    weights[index] = (
                        sign  # column of the flags, after the constant; the first name is the reference
                    )
            estimate, interval = draws.contrast(weights, each)
            estimates.append(Estimate(estimate, interval, rows.n))
        differences.append(Difference(names[a], names[b], level, *estimates))
    return tuple(differences)


def _means(columns: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return for each row and column the mean over all rows of the same group, shape (n, c)."""
    _, index = np.unique(groups, return_inverse=True)
    size = np.bincount(index)
    return np.column_stack([(np.bincount(index, column) / size)[index] for column in columns.T])


def _verdict(
    differences: Sequence[Difference],
    groups: Sequence[tuple[str, int, int]],
    band: float,
    per_therapist: bool,
) -> tuple[str, Why, float]:
    """Return the verdict on orientations, the reason, and the largest difference still plausible.

    The last is the interval limit farthest from 0.
    """
    spans = [pair.given_alliance.interval for pair in differences if pair.given_alliance.interval]
    reach = max(abs(edge) for span in spans for edge in span)
    fewest = min(therapists for _, therapists, _ in groups)
    if per_therapist and fewest < MIN_THERAPISTS:
        people = sum(therapists for _, therapists, _ in groups)
        few = why("orientation_describes", people=people, need=MIN_THERAPISTS, fewest=fewest, reach=reach)
        return "describes", few, reach
    if all(-band <= low and high <= band for low, high in spans):
        return "inside", why("orientation_inside", band=band), reach
    if any(low > band or high < -band for low, high in spans):
        return "differs", why("orientation_differs", band=band), reach
    return "open", why("orientation_open", reach=reach), reach
