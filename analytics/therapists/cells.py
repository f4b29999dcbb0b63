"""Sums of outcomes per therapist and combination of case-mix values, for comparing therapists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict, TypeVar

import numpy as np

from analytics.stats.arrays import EstimationError
from analytics.therapists import case_mix

FOLLOWS = 1e-6  # share of a column's sum of squares that the columns before it must leave
FitT = TypeVar("FitT")


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
    sums of products. implied: names of columns that follow from these. reasons: columns of the rows that are not
    allowed for -> why.
    """

    therapist: np.ndarray
    n: np.ndarray
    x: np.ndarray
    y: np.ndarray
    yy: np.ndarray
    xy: np.ndarray
    xx: np.ndarray
    columns: tuple[str, ...]
    implied: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        """Names of all columns that are allowed for."""
        return (*self.columns, *self.implied)

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
            implied=self.implied,
            reasons=self.reasons,
        )

    def simpler(self) -> Iterator[Cells]:
        """Yield these cells, then fewer and fewer covariates for where the fuller model cannot be fitted.

        One covariate at a time is left out, then all but the first ORS, then all.
        """
        yield self
        of = [name.split(":")[0] for name in self.columns]
        groups = list(dict.fromkeys(name for name in reversed(of) if name != "intake"))
        attempts = [[name] for name in groups] if len(groups) > 1 else []
        for gone in (*attempts, groups, [*groups, "intake"]):
            names = [name for name, covariate in zip(self.columns, of, strict=True) if covariate in gone]
            if names:
                lost = dict.fromkeys(gone, case_mix.NOT_ESTIMABLE)
                implied = tuple(name for name in self.implied if name.split(":")[0] not in gone)
                yield replace(self.without(names), implied=implied, reasons={**self.reasons, **lost})

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
        `intake` and any of `case_mix.GROUPINGS`.

    Returns
    -------
    Cells

    Notes
    -----
    The first ORS is centred at its mean; each other column becomes 0/1 columns for every level but the most
    frequent, as `case_mix.levels` gives them. Rows by half-year get a straight trend and a bend over the half-years in
    which the courses began. A column with only one value, or that follows from those before it, is left out.
    """
    asked = [column for column in case_mix.GROUPINGS if column in allow_for]
    levels = {column: case_mix.levels(rows, column) for column in asked}
    reasons = case_mix.left_out(rows, allow_for) | {
        column: of.reason for column, of in levels.items() if of.reason is not None
    }
    table = case_mix.merged(rows, levels)
    n, x, xx, y, yy, xy = (np.array([row[name] for row in table], dtype=float) for name in case_mix.SUMS)
    names, marks = _marks(table, levels, n)
    centre = x.sum() / max(n.sum(), 1)
    centred, p = x - n * centre, len(names)
    products = np.zeros((n.size, p + 1, p + 1))
    products[:, 0, 0] = xx - 2 * centre * x + n * centre**2
    products[:, 0, 1:] = products[:, 1:, 0] = marks * centred[:, None]
    products[:, 1:, 1:] = marks[:, :, None] * marks[:, None, :] * n[:, None, None]
    made = Cells(
        therapist=np.array([row["therapist_key"] for row in table]),
        n=n,
        x=np.column_stack([centred, marks * n[:, None]]),
        y=y,
        yy=yy,
        xy=np.column_stack([xy - centre * y, marks * y[:, None]]),
        xx=products,
        columns=("intake", *names),
        reasons=reasons,
    )
    made = made if "intake" in allow_for else made.without(("intake",))
    repeated = _repeated(made)
    return replace(made.without(repeated), implied=repeated)


def first_estimable(rows: Sequence[Mapping], allow_for: Sequence[str], fit: Callable[[Cells], FitT]) -> FitT:
    """Return a fit to the sums per therapist and case mix, with as much of the case mix as can be estimated.

    Raises
    ------
    EstimationError
        If nothing can be fitted; of the fullest model.
    """
    problem: EstimationError | None = None
    for mix in read(rows, allow_for).simpler():
        try:
            return fit(mix)
        except EstimationError as found:
            problem = problem or found
    raise problem or EstimationError("There is nothing to fit.")


def _marks(
    table: Sequence[Mapping], levels: Mapping[str, case_mix.Levels], n: np.ndarray
) -> tuple[list[str], np.ndarray]:
    """Return the names and values of the columns that are constant in a cell, shape (C, p)."""
    names, columns = [], []
    for column, of in levels.items():
        for value in of.levels[1:]:
            names.append(f"{column}: {value or 'not given'}")
            columns.append(np.array([row[column] == value for row in table], dtype=float))
    halves = np.array([row["half_year"] for row in table], dtype=float)
    if np.isfinite(halves).all() and np.unique(halves).size > 1:
        years = (halves - np.average(halves, weights=n)) / 2
        names.append("calendar: trend")
        columns.append(years)
        if np.unique(halves).size > 2:
            names.append("calendar: bend")
            columns.append(years**2 - np.average(years**2, weights=n))
    return names, np.column_stack(columns) if columns else np.zeros((n.size, 0))


def _repeated(cells: Cells) -> tuple[str, ...]:
    """Return the names of the columns that follow from the columns before them."""
    total = cells.xx.sum(axis=0) - np.outer(cells.x.sum(axis=0), cells.x.sum(axis=0)) / max(cells.n.sum(), 1)
    kept: list[int] = []
    for index in range(len(cells.columns)):
        own = left = total[index, index]
        if kept:
            with_kept = total[kept, index]
            left = own - with_kept @ np.linalg.solve(total[np.ix_(kept, kept)], with_kept)
        if left > FOLLOWS * own:
            kept.append(index)
    return tuple(name for index, name in enumerate(cells.columns) if index not in kept)
