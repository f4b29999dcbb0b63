"""Made-up ORS and SRS forms, drawn from true scores with rounding, score limits and missing forms.

All scores leave this module as whole tenths of a point (int), -1 where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sample_data import parameters
from sample_data.episodes import Effects, Episodes
from sample_data.random_stream import RandomStream
from sample_data.sessions import Latent

ORS_AREAS = ("individual", "interpersonal", "social", "overall")
SRS_AREAS = ("relationship", "goals", "approach", "overall")
NONE = -1
LEAST_AREA = 1  # tenths: nobody marks the very beginning of a line
MOST_AREA = 100  # tenths


@dataclass
class Forms:
    """Made-up ORS and SRS forms as arrays with one entry per session.

    Totals and four areas in tenths of a point, -1 for a missing form.

    ors_total, srs_total: one number per session; ors, srs: arrays (sessions, 4) of areas.

    Where a therapist hands in totals only, the areas are -1 and the total is there.
    """

    ors: np.ndarray
    ors_total: np.ndarray
    srs: np.ndarray
    srs_total: np.ndarray


def simulate_forms(
    latent: Latent,
    courses: Episodes,
    effects: Effects,
    therapist: np.ndarray,
    today: int,
    draws: RandomStream,
) -> Forms:
    """Simulate the ORS and SRS forms of all sessions.

    therapist: (sessions,), place in the roster of who delivered each session.
    """
    ors = _ors_areas(latent, courses, draws)
    srs = _srs_areas(latent, courses, effects, therapist, draws)
    no_ors, no_srs = _missing(latent, effects, therapist, today, draws)
    ors_total = np.where(no_ors, NONE, ors.sum(axis=1))
    srs_total = np.where(no_srs, NONE, srs.sum(axis=1))
    totals_only = effects.totals_only[therapist]
    ors[no_ors | totals_only] = NONE
    srs[no_srs | totals_only] = NONE
    return Forms(ors, ors_total, srs, srs_total)


def _on_the_line(points: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(points * 10).astype(np.int64), LEAST_AREA, MOST_AREA)


def _columns(n: int, draws: RandomStream) -> np.ndarray:
    return np.stack([draws.normal(n) for _ in range(4)], axis=1)


def _centred(values: np.ndarray) -> np.ndarray:
    """Subtract the mean of each row, so that every row sums to 0."""
    return values - ((values[:, 0] + values[:, 1] + values[:, 2] + values[:, 3]) / 4)[:, None]


def _ors_areas(latent: Latent, courses: Episodes, draws: RandomStream) -> np.ndarray:
    lasting = parameters.ORS_AREA_SD * _columns(len(courses), draws)
    form = parameters.ORS_AREA_NOISE_SD * _columns(len(latent.episode), draws)
    return _on_the_line(latent.ors[:, None] / 4 + _centred(lasting)[latent.episode] + _centred(form))


def _srs_areas(
    latent: Latent, courses: Episodes, effects: Effects, therapist: np.ndarray, draws: RandomStream
) -> np.ndarray:
    profile = np.array(
        [
            [parameters.SRS_AREA_PROFILE[a] - t.item_deficit * (a == t.item_focus) for a in SRS_AREAS]
            for t in effects.therapists
        ]
    )
    lasting = _centred(parameters.SRS_AREA_SD * _columns(len(courses), draws))
    form = _centred(parameters.SRS_AREA_NOISE_SD * _columns(len(latent.episode), draws))
    areas = _on_the_line(latent.srs[:, None] / 4 + profile[therapist] + lasting[latent.episode] + form)
    perfect = (latent.srs >= parameters.SRS_PERFECT_FROM) | courses.reserved[latent.episode]
    areas[perfect] = MOST_AREA
    return areas


def _missing(
    latent: Latent, effects: Effects, therapist: np.ndarray, today: int, draws: RandomStream
) -> tuple[np.ndarray, np.ndarray]:
    """Draw which sessions lack an ORS and which an SRS; a low SRS is missing more often."""
    n = len(latent.episode)
    ors_share = np.where(latent.number == 1, parameters.ORS_MISSING_FIRST, parameters.ORS_MISSING)
    low = np.clip(parameters.SRS_LEVEL - latent.srs, 0, 8)
    srs_share = effects.srs_missing[therapist] + parameters.SRS_MISSING_LOW * low
    srs_share = srs_share + parameters.TABLET_SRS_MISSING * (latent.day >= today - parameters.TABLET_DAYS_AGO)
    neither = draws.uniform(n) < parameters.NEITHER_SHARE
    return (draws.uniform(n) < ors_share) | neither, (draws.uniform(n) < srs_share) | neither
