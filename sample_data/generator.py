"""Generator of a complete made-up practice, with all its true values, from one seed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from sample_data import parameters
from sample_data.closures import Closures, simulate_closures
from sample_data.episodes import Effects, Episodes, first_episodes, return_episodes
from sample_data.forms import Forms, simulate_forms
from sample_data.people import Therapist, roster
from sample_data.random_stream import RandomStream
from sample_data.sessions import OPEN, Latent, simulate_sessions

FIRST_CASE = 2417  # number of the oldest case in the export
ID_PRIMES = ((99_991, 5), (99_999_989, 8))  # client ids: multiples modulo a prime, digits
ID_STEP = 7919  # prime: spreads the ids, so that they tell nothing about the order


@dataclass(kw_only=True)
class Practice:
    """Made-up practice: therapists, episodes, sessions, forms, recorded endings and ids.

    courses, latent.ending ...: one entry per episode; latent.episode ..., forms, therapist: one per session,
    sorted by client, episode and session number. client_id, case_id, episode_no, case_opened, closures:
    one per episode. Days are counted from 1 January 1970; scores of `forms` are tenths of a point.
    """

    seed: int
    data_date: date
    therapists: tuple[Therapist, ...]
    courses: Episodes
    latent: Latent
    forms: Forms
    therapist: np.ndarray
    closures: Closures
    client_id: list[str]
    case_id: list[str]
    episode_no: np.ndarray
    case_opened: np.ndarray


def generate(
    clients: int = parameters.CLIENTS,
    therapists: int = parameters.THERAPISTS,
    seed: int = parameters.SEED,
    data_date: date = parameters.DATA_DATE,
) -> Practice:
    """Simulate a practice; the same arguments give the same practice on every machine.

    Parameters
    ----------
    clients
        Distinct clients in the export, 1 or more.
    therapists
        1 or more.
    seed
        0 or more.
    data_date
        The practice's own "today": nothing happens after it.

    Returns
    -------
    Practice
        Its truth is written by `sample_data.ground_truth`.

    Raises
    ------
    ValueError
        A number is too small.

    Notes
    -----
    Latent courses, then session by session ORS, SRS and ending, then forms on the 0.1 grid. The numbers of
    `sample_data.parameters` are chosen, not estimated; no effect size is evidence.
    """
    if clients < 1 or therapists < 1 or seed < 0:
        raise ValueError("clients and therapists must be 1 or more, and the seed 0 or more")
    today = (data_date - date(1970, 1, 1)).days
    effects = Effects(therapists=roster(therapists, seed))
    courses, latent = _episodes(clients, effects, today, seed)
    order, client_id = _by_client(courses, clients, seed)
    courses, latent = _reorder(courses, latent, order)
    therapist = _delivered_by(courses, latent)
    forms = simulate_forms(latent, courses, effects, therapist, today, RandomStream(seed, "forms"))
    closures = simulate_closures(latent, today, RandomStream(seed, "closures"))
    return Practice(
        seed=seed,
        data_date=data_date,
        therapists=effects.therapists,
        courses=courses,
        latent=latent,
        forms=forms,
        therapist=therapist,
        closures=closures,
        client_id=client_id,
        case_id=_case_ids(courses),
        episode_no=_episode_no(courses),
        case_opened=_opened(courses, seed),
    )


def _episodes(clients: int, effects: Effects, today: int, seed: int) -> tuple[Episodes, Latent]:
    """Simulate more episodes than needed; return those with sessions in the exported period."""
    spare = int(clients * (1 + parameters.SPARE_CLIENTS)) + 30
    first = first_episodes(spare, effects, today, RandomStream(seed, "first episodes"))
    ran = simulate_sessions(first, effects, today, RandomStream(seed, "first sessions"))
    again = return_episodes(
        first, ran.last_day, ran.ending != OPEN, effects, today, RandomStream(seed, "returns")
    )
    reran = simulate_sessions(again, effects, today, RandomStream(seed, "return sessions"))
    courses, latent = _joined(first, again), _joined_latent(ran, reran, len(first))
    return _reorder(courses, latent, np.flatnonzero(latent.last_day >= today - parameters.HISTORY_DAYS))


def _joined(a: Episodes, b: Episodes) -> Episodes:
    return Episodes(
        **{f.name: np.concatenate([getattr(a, f.name), getattr(b, f.name)]) for f in fields(Episodes)}
    )


def _joined_latent(a: Latent, b: Latent, shift: int) -> Latent:
    moved = {f.name: getattr(b, f.name) for f in fields(Latent)}
    moved["episode"], moved["dip_episode"] = b.episode + shift, b.dip_episode + shift
    return Latent(**{name: np.concatenate([getattr(a, name), part]) for name, part in moved.items()})


def _by_client(courses: Episodes, clients: int, seed: int) -> tuple[np.ndarray, list[str]]:
    """Choose `clients` clients at random; return their episode indexes and each episode's client id."""
    present = np.unique(courses.client)
    kept = present[np.sort(RandomStream(seed, "kept clients").permutation(len(present))[:clients])]
    prime, digits = next((p, d) for p, d in ID_PRIMES if len(kept) * 2 < p)
    number = (1 + np.arange(len(kept))) * ID_STEP % prime
    chosen = np.flatnonzero(np.isin(courses.client, kept))
    its_number = number[np.searchsorted(kept, courses.client[chosen])]
    order = np.lexsort((courses.start[chosen], its_number))
    return chosen[order], [f"{k:0{digits}d}" for k in its_number[order].tolist()]


def _reorder(courses: Episodes, latent: Latent, order: np.ndarray) -> tuple[Episodes, Latent]:
    """Select episodes by the indexes in `order`; return them with their sessions and alliance dips."""
    index = np.full(len(courses), -1)
    index[order] = np.arange(len(order))
    parts = {f.name: getattr(latent, f.name) for f in fields(Latent)}
    rows = _ordered(index[latent.episode], latent.number)
    dips = _ordered(index[latent.dip_episode], latent.dip_session)
    for name in ("number", "day", "ors", "srs"):
        parts[name] = parts[name][rows]
    for name in ("dip_session", "dip_depth", "dip_repair"):
        parts[name] = parts[name][dips]
    parts["episode"], parts["dip_episode"] = index[latent.episode][rows], index[latent.dip_episode][dips]
    for name in ("ending", "last_day", "sessions"):
        parts[name] = parts[name][order]
    chosen = {f.name: getattr(courses, f.name)[order] for f in fields(Episodes)}
    return Episodes(**chosen), Latent(**parts)


def _ordered(index: np.ndarray, number: np.ndarray) -> np.ndarray:
    order = np.lexsort((number, index))
    return order[index[order] >= 0]


def _delivered_by(courses: Episodes, latent: Latent) -> np.ndarray:
    """Return the therapist of each session; shared episodes change therapist after three fifths."""
    second = courses.second[latent.episode]
    late = 5 * latent.number > 3 * latent.sessions[latent.episode]
    return np.where((second >= 0) & late, second, courses.therapist[latent.episode])


def _opened(courses: Episodes, seed: int) -> np.ndarray:
    """Draw the day on which each case was opened, on or before the day of the first session."""
    return courses.start - RandomStream(seed, "opened").integers(len(courses), 0, parameters.CASE_OPENED_DAYS)


def _case_ids(courses: Episodes) -> list[str]:
    """Return the case id of each episode, numbered by date of the first session."""
    rank = np.empty(len(courses), int)
    rank[np.argsort(courses.start, kind="stable")] = np.arange(len(courses))
    return [f"E{FIRST_CASE + k}" for k in rank.tolist()]


def _episode_no(courses: Episodes) -> np.ndarray:
    """Return the number of each episode (1, 2, ...) among its client's episodes.

    Episodes must be sorted by client and start.
    """
    number = np.ones(len(courses), int)
    for i in range(1, len(courses)):
        if courses.client[i] == courses.client[i - 1]:
            number[i] = number[i - 1] + 1
    return number
