"""How much lower the clients of a therapist have to rate an SRS area for it to become a training focus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.definitions.model import Focus
from analytics.focus.results import AREAS, Noticeable
from analytics.stats import profile
from analytics.stats.group_sums import GroupSums

CLIENTS = (8, 12, 20, 30, 50, 80, 120, 200)  # caseloads looked at
LOWER = np.linspace(0.0, 3.0, 61)  # points of an area that are tried
THETA = (np.arange(25) + 0.5) / 25  # SD between / SD within, up to 1
UNLUCKY = 0.8416  # SDs by which one mean in five lies nearer to the practice than it should


def of_areas(contrasts: Sequence[GroupSums], rule: Focus) -> tuple[Noticeable, ...]:
    """Return the difference on an SRS area that would be named in 80 of 100 cases, by number of clients.

    Parameters
    ----------
    contrasts : sequence of GroupSums
        Sums of the three contrasts of the areas, as `profile.posterior` takes them.
    rule : definitions.model.Focus
        Thresholds.

    Returns
    -------
    tuple of Noticeable
        One per caseload of CLIENTS that the rule judges and in which some difference would be named.

    Notes
    -----
    One more therapist with so many clients joins the practice as it is. One area lies lower; the place at which the rule
    names it, and the chance of a mean of so many clients, give the difference that is named in 80 of 100 cases.
    """
    found = []
    for clients in CLIENTS:
        if clients >= rule.min_clients:
            lower = [_smallest(contrasts, rule, clients, area) for area in range(len(AREAS))]
            if np.isfinite(lower).all():
                found.append(Noticeable(clients=clients, points=round(float(np.mean(lower)), 2)))
    return tuple(found)


def at(noticeable: Sequence[Noticeable], clients: int) -> float | None:
    """Return the difference that would be noticed with a number of clients, in points; None with too few."""
    if not noticeable or clients < noticeable[0].clients:
        return None
    known = [one.clients for one in noticeable], [one.points for one in noticeable]
    return float(np.interp(np.log(clients), np.log(known[0]), known[1]))


def _smallest(contrasts: Sequence[GroupSums], rule: Focus, clients: int, area: int) -> float:
    """Return the smallest difference of one area that is named in 80 of 100 cases; infinite if there is none."""
    from scipy.special import ndtr

    turn = profile.helmert(len(AREAS))[:, area]
    ratio = THETA[:, None] ** 2  # T, 1; the differences tried are the columns
    kept = clients * ratio / (1 + clients * ratio)
    height = -0.5 * (ratio / profile.PRIOR_SCALE**2) * np.ones(LOWER.size)
    mean, variance, noise = np.zeros(height.shape), np.zeros(height.shape), 0.0
    for one, weight in zip(contrasts, turn, strict=True):
        within = one.yy / max(one.rows - one.n.size, 1)
        v = -weight * LOWER
        h, new = one.n / (1 + one.n * ratio), clients / (1 + clients * ratio)
        total = h.sum(axis=1)[:, None] + new
        first = (h @ one.y)[:, None] + new * v
        second = (h @ (one.y * one.y))[:, None] + new * v * v
        df = one.df + clients
        q = one.yy + (clients - 1) * within + second - first**2 / total
        groups = np.log1p(one.n * ratio).sum(axis=1)[:, None] + np.log1p(clients * ratio)
        height = height - 0.5 * (df * np.log(q) + groups + np.log(total))
        mean = mean + weight * kept * (v - first / total)
        variance = variance + weight**2 * q / df * (kept / clients + kept**2 / total)
        noise += weight**2 * within / clients
    posterior = np.exp(height - height.max(axis=0))
    posterior /= posterior.sum(axis=0)
    sure = np.sum(posterior * ndtr((-rule.min_deficit - mean) / np.sqrt(variance)), axis=0)
    middle = np.sum(posterior * mean, axis=0)
    wide = np.sqrt(np.sum(posterior * (variance + mean**2), axis=0) - middle**2)
    named = (sure > rule.sure_area) & (wide <= rule.max_spread)
    if not named.any():
        return np.inf
    return float(LOWER[np.argmax(named)] + UNLUCKY * np.sqrt(noise) / (turn @ turn))
