"""Generator of synthetic exports for timing: any number of rows, all columns of `export sessions`.

`python -m benchmarks.synthetic_export 1000000 big.csv`. Cases, sites, programmes, ages and endings are filled in, because
each of them costs something at import and each filter of the pages needs something to choose from. Nothing in
here is a truth to be found again; for that there is `sample_data.generate`.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from sample_data import parameters
from sample_data.episodes import AGE_GROUPS, CHILD
from sample_data.people import ORIENTATIONS, PROGRAMS, SITES
from sample_data.rendering import CANONICAL, RATER
from sample_data.workdays import iso

HISTORY_DAYS = 1461  # four years up to the data date, whatever the number of rows
ROWS_PER_THERAPIST = 1000
LEAST_THERAPISTS = 25
CASELOAD_SIGMA = 0.9  # of the log of a therapist's number of clients
LENGTH_MEDIAN, LENGTH_SIGMA, LENGTH_MOST = 5, 0.75, 80  # sessions of an episode, log-normal
PAUSE_SHARE = 0.15  # of gaps between sessions, longer by one to four weeks
RETURN_SHARE = 0.13  # of episodes that belong to a client who came before
MISSING_ORS, MISSING_SRS = 0.03, 0.12  # share of sessions
DUPLICATE_SHARE, OUT_OF_RANGE_SHARE = 0.005, 0.0005  # share of rows: exact doubles; a total beyond 40
BEYOND = 473  # the total of a row out of range, tenths of a point
CLOSURES = ("planned", "unplanned", "", "transferred", "administrative", "not_a_course")
CLOSURE_WEIGHTS = (0.45, 0.25, 0.20, 0.04, 0.04, 0.02)  # of ended episodes; open ones have none
AGE_WEIGHTS = (0.84, 0.12, 0.04)  # in the order of AGE_GROUPS
CHUNK = 200_000  # rows turned into text at a time

# Text of a score by its tenths of a point; -1, the last one: not filled in.
_TEXT = np.array([f"{k // 10}.{k % 10}" for k in range(1000)] + [""], dtype=object)


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Counts of a written export: rows, sessions, duplicates, episodes, clients and therapists.

    rows = sessions + duplicates; rows out of range are among the sessions.
    """

    path: Path
    rows: int
    sessions: int
    duplicates: int
    out_of_range: int
    episodes: int
    clients: int
    therapists: int
    data_date: date


@dataclass(frozen=True, kw_only=True)
class _Episodes:
    """Arrays with one entry per drawn episode: client, number, therapist, programme, age group, ending.

    closure: place in CLOSURES, -1: still open.
    """

    client: np.ndarray
    number: np.ndarray
    therapist: np.ndarray
    program: np.ndarray
    age: np.ndarray
    closure: np.ndarray


@dataclass(frozen=True)
class _Sessions:
    """Arrays with one entry per drawn session: episode, number, day, and the scores of ORS and SRS.

    ors, srs: four areas and total in tenths of a point, -1 for none.
    """

    episode: np.ndarray
    number: np.ndarray
    day: np.ndarray
    ors: np.ndarray
    srs: np.ndarray


def write_volume(
    path: Path, rows: int, *, seed: int = parameters.SEED, data_date: date = parameters.DATA_DATE
) -> Volume:
    """Write an export of exactly `rows` rows in order of date; the same arguments give the same file.

    Parameters
    ----------
    path
        Of the file.
    rows
        100 or more.
    seed
        Of the random numbers.
    data_date
        Nothing happens after it.

    Returns
    -------
    Volume
        The counts of what is in the file.

    Notes
    -----
    Everything is drawn as arrays; text is made 200,000 rows at a time. About 10 s a million rows, about 150 bytes a row
    in the file and 150 in memory.
    """
    if rows < 100:
        raise ValueError("a volume export has 100 rows or more")
    rng = np.random.default_rng([seed, rows])
    duplicates, wrong = round(rows * DUPLICATE_SHARE), round(rows * OUT_OF_RANGE_SHARE)
    today = (data_date - date(1970, 1, 1)).days
    therapists = max(LEAST_THERAPISTS, rows // ROWS_PER_THERAPIST)
    episodes, sessions = _draw(rng, rows - duplicates, therapists, today)
    order = np.argsort(sessions.day, kind="stable")
    scored = np.flatnonzero(sessions.ors[:, 4] >= 0)
    sessions.ors[rng.choice(scored, wrong, replace=False), 4] = BEYOND
    twice = rng.choice(np.flatnonzero(sessions.ors[order, 4] != BEYOND), duplicates, replace=False)
    lines = order[np.sort(np.concatenate([np.arange(len(order)), twice]))]
    _write(Path(path), episodes, sessions, lines, therapists)
    present = np.unique(sessions.episode)
    return Volume(
        path=Path(path),
        rows=rows,
        sessions=rows - duplicates,
        duplicates=duplicates,
        out_of_range=wrong,
        episodes=len(present),
        clients=len(np.unique(episodes.client[present])),
        therapists=len(np.unique(episodes.therapist[present])),
        data_date=data_date,
    )


def _draw(rng: np.random.Generator, wanted: int, therapists: int, today: int) -> tuple[_Episodes, _Sessions]:
    """Draw random episodes until they have `wanted` sessions in total; return (episodes, sessions)."""
    n = wanted // 4 + 200
    length = np.exp(rng.normal(np.log(LENGTH_MEDIAN), LENGTH_SIGMA, n))
    length = length.round().clip(1, LENGTH_MOST).astype(np.int64)
    returns = rng.random(n) < RETURN_SHARE
    returns[0] = False
    client = np.cumsum(~returns) - 1
    first = np.flatnonzero(~returns)[client]
    at = np.repeat(np.arange(n), length)
    number = np.arange(len(at)) - np.repeat(np.cumsum(length) - length, length) + 1
    weeks = 1 + (rng.random(len(at)) < PAUSE_SHARE) * rng.integers(1, 5, len(at))
    gap = 7 * weeks + rng.integers(-1, 2, len(at))
    gap[number == 1] = 0
    since_start = _within(gap, number)
    lasts = since_start[np.cumsum(length) - 1]
    pause = lasts + 120 + rng.integers(0, 300, n)
    before = np.cumsum(pause) - pause
    start = today - rng.integers(0, HISTORY_DAYS, n)[first] + before - before[first]
    day = np.repeat(start, length) + since_start
    kept = np.flatnonzero(day <= today)[:wanted]
    if len(kept) < wanted:
        raise RuntimeError("too few sessions were drawn")
    weight = np.exp(rng.normal(0, CASELOAD_SIGMA, therapists))
    therapist = rng.choice(therapists, n, p=weight / weight.sum())[first]
    ended = start + lasts + 10 <= today
    episodes = _Episodes(
        client=client,
        number=np.arange(n) - first + 1,
        therapist=therapist,
        program=rng.integers(0, len(PROGRAMS), n)[first],
        age=rng.choice(len(AGE_GROUPS), n, p=AGE_WEIGHTS)[first],
        closure=np.where(ended, rng.choice(len(CLOSURES), n, p=CLOSURE_WEIGHTS), -1),
    )
    at, number = at[kept], number[kept]
    ors, srs = _scores(rng, episodes, at, number, therapists)
    return episodes, _Sessions(at, number, day[kept], ors, srs)


def _within(gap: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Return for each session the number of days since the first session of its episode."""
    total = np.cumsum(gap)
    start = np.flatnonzero(number == 1)
    return total - np.repeat(total[start], np.diff(np.append(start, len(gap))))


def _scores(
    rng: np.random.Generator, episodes: _Episodes, at: np.ndarray, number: np.ndarray, therapists: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the ORS and SRS scores of each session: four areas and their sum, in tenths of a point."""
    n, later = len(episodes.client), np.log(number)
    skill, warmth = rng.normal(0, 0.8, therapists), rng.normal(0, 1.2, therapists)
    intake, slope = rng.normal(19, 7, n), rng.normal(3.2, 2.2, n) + skill[episodes.therapist]
    level = rng.normal(34.5, 3.2, n) + warmth[episodes.therapist]
    drop = 6 * ((number > 2) & (rng.random(len(at)) < 0.03))
    ors = intake[at] + slope[at] * later + rng.normal(0, 2.8, len(at))
    srs = level[at] + 0.6 * later + rng.normal(0, 1.3, len(at)) - drop
    return _form(rng, ors, MISSING_ORS), _form(rng, srs, MISSING_SRS)


def _form(rng: np.random.Generator, points: np.ndarray, missing: float) -> np.ndarray:
    """Draw the scores of one form: per session four areas and their sum, or -1 if the form is missing.

    points: expected total of each session, in points.
    """
    areas = points[:, None] * 2.5 + rng.normal(0, 6, (len(points), 4))
    form = np.empty((len(points), 5), np.int16)
    form[:, :4] = areas.round().clip(0, 100)
    form[:, 4] = form[:, :4].sum(axis=1)
    form[rng.random(len(points)) < missing] = -1
    return form


def _write(path: Path, episodes: _Episodes, sessions: _Sessions, order: np.ndarray, therapists: int) -> None:
    """Write a CSV file in several chunks: first the header, then the sessions in the given order."""
    site = np.random.default_rng(therapists).integers(0, len(SITES), therapists)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(CANONICAL) + "\n")
        for begin in range(0, len(order), CHUNK):
            file.writelines(_lines(episodes, sessions, order[begin : begin + CHUNK], site))


def _lines(episodes: _Episodes, sessions: _Sessions, rows: np.ndarray, site: np.ndarray) -> Iterator[str]:
    """Yield one CSV line for each of the given sessions.

    rows: indices of the sessions.
    """
    own, place = np.unique(sessions.episode[rows], return_inverse=True)
    heads, tails = _per_episode(episodes, own, site)
    child = (episodes.age[sessions.episode[rows]] == CHILD).astype(int)
    return map(
        "{}{},{}{}{}{}{}{}{}\n".format,
        heads[place], sessions.number[rows].tolist(), iso(sessions.day[rows]), tails[place],
        _form_text(sessions.ors[rows]), _version("ORS", child, sessions.ors[rows, 4]),
        _form_text(sessions.srs[rows]), _version("SRS", child, sessions.srs[rows, 4]),
        np.array([f"{RATER},{closure}" for closure in (*CLOSURES, "")], object)[
            episodes.closure[sessions.episode[rows]]
        ],
    )  # fmt: skip


def _per_episode(episodes: _Episodes, own: np.ndarray, site: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the two parts of each CSV line that depend on the episode.

    The first runs from the client code to the case id, the second from the therapist to the orientation.
    """
    therapist = episodes.therapist[own]
    heads = [
        f"{client * 7919 % 99_999_989:08d},{number},E{case},"
        for client, number, case in zip(
            (episodes.client[own] + 1).tolist(), episodes.number[own].tolist(), own.tolist(), strict=True
        )
    ]
    tails = [
        f",T{one + 1:05d},{SITES[where]},{PROGRAMS[program]},{AGE_GROUPS[age]},{ORIENTATIONS[one % 4]},"
        for one, where, program, age in zip(
            therapist.tolist(), site[therapist].tolist(), episodes.program[own].tolist(),
            episodes.age[own].tolist(), strict=True,
        )
    ]  # fmt: skip
    return np.array(heads, object), np.array(tails, object)


def _form_text(form: np.ndarray) -> list[str]:
    return list(map(",".join, _TEXT[form].tolist()))


def _version(form: str, child: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return each session's form version with CSV commas: `,ORS,`, `,CORS,` or, without a form, `,,`."""
    return np.array([f",{form},", f",C{form},", ",,"], object)[np.where(total >= 0, child, 2)]


def split(source: Path, parts: Sequence[Path], rows: int) -> None:
    """Split an export into files with a given number of rows; each file begins with the header."""
    with source.open("rb") as file:
        header = file.readline()
        for part in parts:
            with part.open("wb") as out:
                out.write(header)
                out.writelines(itertools.islice(file, rows))


def main() -> None:
    """Write an export with the command-line options; print its numbers of rows, sessions and clients."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic_export", description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=parameters.SEED)
    given = parser.parse_args()
    print(write_volume(given.path, given.rows, seed=given.seed))


if __name__ == "__main__":
    main()
