"""Sums of outcomes per therapist and combination of case-mix values, for comparing therapists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

GROUPINGS = ("site", "age_group", "program", "orientation")


class GroupTotals(TypedDict):
    """Keyword arguments of `random_intercept.from_sums`: sums per therapist, and sums over all rows."""

    groups: np.ndarray
    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    xx: np.ndarray
    xy: np.ndarray
    yy: float


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Sums of outcome and covariates, one entry per cell (episodes of one therapist with equal case mix).

    therapist: (C,) keys; n: (C,) episodes; x: (C, p) sums of the columns of the case mix, the first ORS
    centred; columns: their names; y, yy: (C,) sums of the outcome and its square; xy: (C, p), xx: (C, p, p)
    sums of products.
    """

    therapist: np.ndarray
    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    yy: np.ndarray
    xy: np.ndarray
    xx: np.ndarray
    columns: tuple[str, ...]

    def without(self, columns: Sequence[str]) -> Cells:
        """Return the same cells with the named covariates removed."""
        keep = [index for index, name in enumerate(self.columns) if name not in columns]
        return Cells(
            therapist=self.therapist,
            n=self.n,
            x=self.x[:, keep],
            y=self.y,
            yy=self.yy,
            xy=self.xy[:, keep],
            xx=self.xx[:, keep][:, :, keep],
            columns=tuple(self.columns[index] for index in keep),
        )

    def totals(self) -> GroupTotals:
        """Return the cells' sums per therapist, as arguments of `random_intercept.from_sums`."""
        groups, index = np.unique(self.therapist, return_inverse=True)

        def per_group(values: np.ndarray) -> np.ndarray:
            out = np.zeros((groups.size, *values.shape[1:]))
            np.add.at(out, index, values)
            return out

        return {
            "groups": groups,
            "n": per_group(self.n),
            "x": per_group(self.x),
            "y": per_group(self.y),
            "xx": self.xx.sum(axis=0),
            "xy": self.xy.sum(axis=0),
            "yy": float(self.yy.sum()),
        }


def read(rows: Sequence[Mapping], allow_for: Sequence[str]) -> Cells:
    """Build Cells from the rows of `therapist_cells.sql`, for the given covariates.

    Parameters
    ----------
    rows : sequence of mappings
        Rows of `therapist_cells.sql`.
    allow_for : sequence of str
        `intake` and any of GROUPINGS.

    Returns
    -------
    Cells

    Notes
    -----
    The first ORS is centred at its mean; each other column becomes 0/1 columns for every value but the most
    frequent. A column with only one value is left out.
    """
    n = np.array([row["n"] for row in rows], dtype=float)
    therapist = np.array([row["therapist_key"] for row in rows])
    y, yy, xy = (np.array([row[name] for row in rows], dtype=float) for name in ("y", "yy", "xy"))
    intake, squares = (np.array([row[name] for row in rows], dtype=float) for name in ("x", "xx"))
    centre = intake.sum() / max(n.sum(), 1)
    names, flags = [], []
    for column in GROUPINGS:
        if column in allow_for:
            for value in _but_the_most_frequent(rows, column):
                names.append(f"{column}: {value or 'not given'}")
                flags.append([row[column] == value for row in rows])
    marks = np.array(flags, dtype=float).T if flags else np.zeros((len(rows), 0))
    p = marks.shape[1]
    if "intake" not in allow_for:
        x = marks * n[:, None]
        return Cells(
            therapist=therapist,
            n=n,
            x=x,
            y=y,
            yy=yy,
            xy=marks * y[:, None],
            xx=marks[:, :, None] * marks[:, None, :] * n[:, None, None],
            columns=tuple(names),
        )
    centred = intake - n * centre
    xx = np.zeros((len(rows), p + 1, p + 1))
    xx[:, 0, 0] = squares - 2 * centre * intake + n * centre**2
    xx[:, 0, 1:] = xx[:, 1:, 0] = marks * centred[:, None]
    xx[:, 1:, 1:] = marks[:, :, None] * marks[:, None, :] * n[:, None, None]
    x = np.column_stack([centred, marks * n[:, None]])
    return Cells(
        therapist=therapist,
        n=n,
        x=x,
        y=y,
        yy=yy,
        xy=np.column_stack([xy - centre * y, marks * y[:, None]]),
        xx=xx,
        columns=("intake", *names),
    )


def _but_the_most_frequent(rows: Sequence[Mapping], column: str) -> list[str]:
    """Return the values of a column by decreasing frequency, without the most frequent one."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[column]] = counts.get(row[column], 0) + row["n"]
    return sorted(counts, key=lambda value: (-counts[value], value))[1:]
