"""Summary figures of the made-up practice, checked against ranges by the tests.

Counted here from the generator's arrays by the product's published rules in a few lines of numpy, apart
from the product's own code, so that the two can be compared.
"""

from __future__ import annotations

import numpy as np

from sample_data.closures import CLASSES
from sample_data.generator import Practice

CUTOFFS = (250, 280, 320)  # tenths of an ORS point: adult, adolescent, child
RELIABLE = (60, 60, 100)  # tenths: adult, adolescent, child
LAPSE_DAYS = 60
EARLY = (3, 5)  # sessions of the early alliance
LANDMARK = 3  # session after which leaving is foretold


def scores_by_session(practice: Practice, tenths: np.ndarray, width: int) -> np.ndarray:
    """Return scores in points as an array: one row per episode, one column per session number.

    Returns
    -------
    numpy.ndarray
        (episodes, width), in points, NaN where there is none.
    """
    table = np.full((len(practice.courses), width), np.nan)
    fits = (practice.latent.number <= width) & (tenths >= 0)
    table[practice.latent.episode[fits], practice.latent.number[fits] - 1] = tenths[fits] / 10
    return table


def endings(practice: Practice) -> dict[str, np.ndarray]:
    """Return first and last ORS, outcome and ending of each episode, by the product's definitions.

    Returns
    -------
    dict
        Arrays with one entry per episode: first, last (tenths, -1 none), two_scores, assessable, improved, worse,
        recovered, open, counted (for endings), unplanned (bool).
    """
    latent, n = practice.latent, len(practice.courses)
    first, last, forms = np.full(n, -1), np.full(n, -1), np.zeros(n, int)
    has = practice.forms.ors_total >= 0
    episode, total = latent.episode[has], practice.forms.ors_total[has]
    np.add.at(forms, episode, 1)
    last[episode] = total  # sorted by session number: the last one stays
    first[episode[::-1]] = total[::-1]
    recorded = np.array(CLASSES)[practice.closures.recorded]
    elsewhere = np.isin(
        recorded, ("transferred", "administrative", "not_a_course")
    )  # tell nothing of the outcome
    assessable = (forms >= 2) & ~elsewhere
    cutoff, needed = np.array(CUTOFFS)[practice.courses.age], np.array(RELIABLE)[practice.courses.age]
    improved = assessable & (last - first >= needed)
    recovered = improved & (first < cutoff) & (last >= cutoff)
    today = int(np.datetime64(practice.data_date, "D").astype(int))
    reason = elsewhere | np.isin(recorded, ("planned", "unplanned"))
    lapsed = ~reason & (today - latent.last_day >= LAPSE_DAYS)
    return {
        "first": first,
        "last": last,
        "two_scores": forms >= 2,
        "assessable": assessable,
        "improved": improved,
        "worse": assessable & (first - last >= needed),
        "recovered": recovered,
        "open": ~reason & ~lapsed,
        "counted": lapsed | np.isin(recorded, ("planned", "unplanned")),
        "unplanned": (recorded == "unplanned") | (lapsed & ~recovered),
    }


def summarize(practice: Practice) -> dict[str, float]:
    """Return the summary figures of a practice by name: shares from 0 to 1, scores in points."""
    e, forms, latent = endings(practice), practice.forms, practice.latent
    ended = ~e["open"]
    base = ended & e["assessable"]
    intake = e["first"][e["first"] >= 0] / 10
    srs = forms.srs_total[forms.srs_total >= 0] / 10
    ors_by, srs_by = (scores_by_session(practice, t, 5) for t in (forms.ors_total, forms.srs_total))
    early = _row_mean(srs_by[:, EARLY[0] - 1 : EARLY[1]])
    has_early = base & ~np.isnan(early)
    return {
        "sessions": len(latent.episode),
        "episodes": len(ended),
        "clients": len(set(practice.client_id)),
        "open_episodes": int(e["open"].sum()),
        "median_sessions_ended": float(np.median(latent.sessions[ended])),
        "intake_mean": float(intake.mean()),
        "intake_sd": float(intake.std(ddof=1)),
        "intake_25_or_more": float((intake >= 25).mean()),
        "two_scores": float((ended & e["two_scores"]).sum() / ended.sum()),
        "improved": float(e["improved"][base].mean()),
        "worse": float(e["worse"][base].mean()),
        "mean_change": float((e["last"] - e["first"])[base].mean() / 10),
        "unplanned": float(e["unplanned"][e["counted"]].mean()),
        "inferred": float((e["counted"] & (practice.closures.recorded == 0)).sum() / e["counted"].sum()),
        "srs_mean": float(srs.mean()),
        "srs_sd": float(srs.std(ddof=1)),
        "srs_40": float((srs == 40).mean()),
        "ors_present": float((forms.ors_total >= 0).mean()),
        "srs_present": float((forms.srs_total >= 0).mean()),
        "early_alliance_partial_r": partial_r(
            early[has_early], e["last"][has_early] / 10, e["first"][has_early] / 10
        ),
        "leaving_auc": leaving_auc(e, latent.sessions, ors_by[:, :LANDMARK], srs_by[:, :LANDMARK]),
        "episodes_with_dip": float(np.isin(np.arange(len(ended)), latent.dip_episode).mean()),
    }


def partial_r(x: np.ndarray, y: np.ndarray, given: np.ndarray) -> float:
    """Return the partial correlation of x and y, controlling for `given`."""
    left, right = (v - np.polyval(np.polyfit(given, v, 1), given) for v in (x, y))
    return float(np.corrcoef(left, right)[0, 1])


def leaving_auc(e: dict, sessions: np.ndarray, ors: np.ndarray, srs: np.ndarray) -> float:
    """Return the AUC with which early scores predict unplanned endings.

    Notes
    -----
    Among counted episodes of at least LANDMARK sessions a logistic line on the last SRS, its fall and the ORS change so
    far, gaps filled with the median; scored on the same rows.
    """
    rows = e["counted"] & (sessions >= LANDMARK)
    last_srs, before = _last(srs[rows]), _last(srs[rows][:, :-1])
    change = _last(ors[rows]) - ors[rows][:, 0]
    columns = [last_srs, np.maximum(before - last_srs, 0), change]
    x = np.column_stack([np.ones(rows.sum())] + [np.where(np.isnan(c), np.nanmedian(c), c) for c in columns])
    y, b = e["unplanned"][rows].astype(float), np.zeros(4)
    x[:, 1:] -= x[:, 1:].mean(axis=0)
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ b))
        b = b + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (y - p))
    return auc(y, x @ b)


def auc(y: np.ndarray, score: np.ndarray) -> float:
    """Return the AUC: share of (event, no event) pairs in which the event has the higher score.

    Ties count half.
    """
    _, index, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[index]
    events = y.sum()
    return float((rank[y == 1].sum() - events * (events + 1) / 2) / (events * (len(y) - events)))


def _last(table: np.ndarray) -> np.ndarray:
    out = table[:, 0].copy()
    for k in range(1, table.shape[1]):
        out = np.where(np.isnan(table[:, k]), out, table[:, k])
    return out


def _row_mean(table: np.ndarray) -> np.ndarray:
    there = ~np.isnan(table)
    total = np.where(there, table, 0).sum(axis=1)
    return np.where(there.any(axis=1), total / np.maximum(there.sum(axis=1), 1), np.nan)
