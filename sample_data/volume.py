"""Big exports for timing: one row per session in our own column names, any number of rows, written in blocks.

Only the shape matters here (caseloads, lengths, gaps, missing forms, dirt), not any effect; tests of what the
product finds use `sample_data.generator`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np

from . import shape
from .days import iso, working_day
from .draws import Draws
from .forms import ORS_AREAS, SRS_AREAS
from .rendering import points

HEADER = ("client_id", "session_date", "therapist", *(f"ors_{a}" for a in ORS_AREAS), "ors_total",
          *(f"srs_{a}" for a in SRS_AREAS), "srs_total")
ROWS_PER_THERAPIST = 800      # sessions in the export, on average
CASELOAD_SD = 0.9             # of the natural log of a therapist's number of clients
LENGTH_MEDIAN, LENGTH_SD = 5.0, 0.75   # sessions per episode and SD of their natural log
LENGTH_MEAN = 6.5             # sessions per episode, for the first guess at the number of episodes
MOST_SESSIONS = 80
RETURN_SHARE = 0.13           # of episodes that are a client's second one
HISTORY_DAYS = 1095           # days over which episodes begin
PAUSE_SHARE = 0.12            # of gaps between sessions that are longer by one to five weeks
NO_ORS, NO_SRS = 0.03, 0.12   # share of sessions
# Dirt, as shares of all rows. What becomes of it is the importer's business; how much there is, is returned.
OUT_OF_RANGE = 0.0005         # an area of 12.5 on a line of 10
DUPLICATES = 0.005            # the row before, letter by letter
CONFLICTS = 0.001             # the row before with another SRS
BLOCK_ROWS = 250_000          # rows written at a time
_INTAKE_MEAN, _INTAKE_SD, _SLOPE, _NOISE = 185, 75, 40, 25     # tenths of ORS points
_ALLIANCE_MEAN, _ALLIANCE_SD, _SRS_NOISE = 368, 28, 15         # tenths of SRS points


@dataclass
class Volume:
    """What is in the file: rows, distinct clients and therapists, rows of each kind of dirt, bytes."""

    rows: int
    clients: int
    therapists: int
    out_of_range: int
    duplicates: int
    conflicts: int
    bytes: int

    @property
    def accepted(self) -> int:
        """Rows an importer should take: copies are skipped, conflicts (both rows) and bad rows set aside."""
        return self.rows - self.out_of_range - self.duplicates - 2 * self.conflicts


@dataclass
class _Sessions:
    """One entry per session: client and therapist by number, day, number within its episode (from 0) and the
    episode's true scores in tenths of a point: intake, slope per ln(session), alliance."""

    client: np.ndarray
    therapist: np.ndarray
    day: np.ndarray
    number: np.ndarray
    intake: np.ndarray
    slope: np.ndarray
    alliance: np.ndarray

    def at(self, rows) -> _Sessions:
        return _Sessions(*(getattr(self, f.name)[rows] for f in fields(self)))


def write_volume(path: str | Path, rows: int, *, dirt: bool = True, therapists: int | None = None,
                 seed: int = shape.SEED, data_date: date = shape.DATA_DATE) -> Volume:
    """Write an export of exactly `rows` rows in date order, as practice software writes them.

    Parameters: path, a CSV file to write; rows, 1 or more; dirt, whether DUPLICATES, CONFLICTS and
    OUT_OF_RANGE are mixed in; therapists, else one per ROWS_PER_THERAPIST rows; seed; data_date, no session
    is later. Returns: a Volume with the counts. Same arguments, same bytes.
    """
    if rows < 1:
        raise ValueError("rows must be 1 or more")
    draws = Draws(seed, "volume")
    kinds = _kinds(rows, dirt, draws)
    many = therapists or max(rows // ROWS_PER_THERAPIST, 2)
    sessions = _sessions(int((kinds < DUPLICATE).sum()), many, (data_date - date(1970, 1, 1)).days, draws)
    size = _write(Path(path), sessions, kinds, draws)
    count = np.bincount(kinds, minlength=4)
    return Volume(rows, len(np.unique(sessions.client)), len(np.unique(sessions.therapist)),
                  int(count[RANGE]), int(count[DUPLICATE]), int(count[CONFLICT]), size)


CLEAN, RANGE, DUPLICATE, CONFLICT = range(4)


def _kinds(rows: int, dirt: bool, draws: Draws) -> np.ndarray:
    """What each row is; a copy follows a clean row of its block, so every kind can be counted exactly."""
    kinds = np.zeros(rows, np.int8)
    if dirt:
        shares = (1 - OUT_OF_RANGE - DUPLICATES - CONFLICTS, OUT_OF_RANGE, DUPLICATES, CONFLICTS)
        kinds[:] = draws.pick(rows, shares)
        kinds[::BLOCK_ROWS] = CLEAN
        kinds[np.flatnonzero((kinds[1:] != CLEAN) & (kinds[:-1] != CLEAN)) + 1] = CLEAN
    return kinds


def _sessions(rows: int, therapists: int, today: int, draws: Draws) -> _Sessions:
    """Exactly `rows` sessions of whole and cut-off episodes, in date order."""
    n = int(rows / LENGTH_MEAN * 1.25) + 30
    length = np.rint(LENGTH_MEDIAN * np.exp(LENGTH_SD * draws.normal(n))).astype(np.int64)
    length = np.clip(length, 1, MOST_SESSIONS)
    owner = draws.pick(n, np.round(np.exp(CASELOAD_SD * draws.normal(therapists)), 6))
    returns = draws.uniform(n) < RETURN_SHARE
    returns[0] = False
    client = np.cumsum(~returns) - 1                     # a second episode belongs to the client before
    owner = owner[np.maximum.accumulate(np.where(returns, 0, np.arange(n)))]
    first = today - draws.integers(n, 1, HISTORY_DAYS)
    latent = [_INTAKE_MEAN + _INTAKE_SD * draws.normal(n), _SLOPE * (1 + draws.normal(n)),
              _ALLIANCE_MEAN + _ALLIANCE_SD * draws.normal(n)]
    episode = np.repeat(np.arange(n), length)
    number = np.arange(len(episode)) - np.repeat(np.cumsum(length) - length, length)
    day = working_day(first[episode] + _passed(number, draws))
    keep = np.flatnonzero(_first_of_day(client[episode], day) & (day <= today))[:rows]
    if len(keep) < rows:
        raise ValueError(f"only {len(keep)} sessions could be made for {rows} rows")
    keep = keep[np.argsort(day[keep], kind="stable")]
    at = episode[keep]
    return _Sessions(client[at], owner[at], day[keep], number[keep], *(values[at] for values in latent))


def _passed(number: np.ndarray, draws: Draws) -> np.ndarray:
    """Days from the first session of the episode to each of its sessions."""
    n = len(number)
    pause = np.where(draws.uniform(n) < PAUSE_SHARE, draws.integers(n, 1, 6), 0)
    passed = np.cumsum(7 * (1 + pause))
    return passed - passed[np.arange(n) - number]


def _first_of_day(client: np.ndarray, day: np.ndarray) -> np.ndarray:
    """True where a client has no earlier row with the same day (two episodes can overlap)."""
    _, first = np.unique(client * 100_000 + day, return_index=True)
    keep = np.zeros(len(client), bool)
    keep[first] = True
    return keep


def _scored(part: _Sessions, draws: Draws) -> list[np.ndarray]:
    """Areas in tenths of a point, -1 where no form was filled in: ORS and SRS, each (rows, 4)."""
    n = len(part.day)
    ors = part.intake + part.slope * np.round(np.log(part.number + 1), 6) + _NOISE * draws.normal(n)
    srs = part.alliance + _SRS_NOISE * draws.normal(n)
    out = []
    for total, share in ((ors, NO_ORS), (srs, NO_SRS)):
        spread = draws.integers(4 * n, -8, 9).reshape(n, 4)
        areas = np.clip(np.rint(total / 4).astype(np.int64)[:, None] + spread, 1, 100)
        areas[draws.uniform(n) < share] = -1
        out.append(areas)
    return out


def _spoil(ors: np.ndarray, srs: np.ndarray, kinds: np.ndarray) -> None:
    """Put the dirt in: an area beyond its line; a copy with another relationship score."""
    ors[kinds == RANGE] = (125, 50, 50, 50)
    other = np.where(srs[kinds == CONFLICT] < 0, 80, srs[kinds == CONFLICT])
    other[:, 0] = np.where(other[:, 0] == 70, 71, 70)
    srs[kinds == CONFLICT] = other


def _write(path: Path, sessions: _Sessions, kinds: np.ndarray, draws: Draws) -> int:
    """Score and write the rows in blocks; returns the bytes."""
    width = len(str(int(sessions.client.max()) + 1))
    place = np.cumsum(kinds < DUPLICATE) - 1             # a copy has the place of the row before
    with path.open("wb") as out:
        out.write((",".join(HEADER) + "\n").encode("ascii"))
        for start in range(0, len(kinds), BLOCK_ROWS):
            its, kind = place[start:start + BLOCK_ROWS], kinds[start:start + BLOCK_ROWS]
            part = sessions.at(slice(int(its[0]), int(its[-1]) + 1))
            ors, srs = (areas[its - its[0]] for areas in _scored(part, draws))
            _spoil(ors, srs, kind)
            part = part.at(its - its[0])
            columns = [[f"C{k:0{width}d}" for k in part.client.tolist()], iso(part.day),
                       [f"T{k + 1:03d}" for k in part.therapist.tolist()]]
            for areas in (ors, srs):
                columns += [points(areas[:, k]) for k in range(4)]
                columns.append(points(np.where(areas[:, 0] < 0, -1, areas.sum(axis=1))))
            out.write(("\n".join(map(",".join, zip(*columns, strict=True))) + "\n").encode("ascii"))
        return out.tell()
