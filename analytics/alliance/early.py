"""Early SRS, first ORS and last ORS of every ended episode, as arrays for several analyses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analytics.access import Scope
from analytics.concurrency import submit
from analytics.filters import Filters
from analytics.store import Warehouse

MIN_EPISODES = 30  # episodes for a correlation at all; own choice: intervals are then some .7 wide


@dataclass(frozen=True, eq=False, kw_only=True)
class Early:
    """Arrays of equal length, with one entry per ended episode that has an early SRS and a later ORS.

    therapist: keys, 0 if none is named; alliance: mean early SRS; start, end: first and last ORS; so_far:
    latest ORS up to the last early session, all in points; site: text, empty where none; orientation: text or
    None; fidelity: own unit, NaN where none; tied: whether two therapists share the episode equally.
    left_out: ended episodes left out, by reason. no_therapist, shared_equally: rows that `owned` leaves out.
    """

    therapist: np.ndarray
    alliance: np.ndarray
    start: np.ndarray
    end: np.ndarray
    so_far: np.ndarray
    site: np.ndarray
    orientation: np.ndarray
    fidelity: np.ndarray
    tied: np.ndarray
    left_out: Mapping[str, int]

    @property
    def n(self) -> int:
        """Number of episodes."""
        return int(self.alliance.size)

    @property
    def therapists(self) -> int:
        """Number of different therapists in the episodes; episodes without a named therapist are ignored."""
        return int(np.unique(self.therapist[self.therapist > 0]).size)

    def select(self, rows: np.ndarray) -> Early:
        """Return the same arrays with only the episodes that a mask selects."""
        names = ("therapist", "alliance", "start", "end", "so_far", "site", "orientation", "fidelity", "tied")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def owned(self) -> Early:
        """Return only the episodes that have a single, named main therapist."""
        return self.select((self.therapist > 0) & ~self.tied)


def read(warehouse: Warehouse, scope: Scope, filters: Filters) -> Early:
    """Query the early SRS, first ORS and last ORS of each ended episode in a selection.

    The last ORS lies after the early sessions, so that the alliance is rated before the outcome.
    """
    until = warehouse.version.definitions.alliance.early_sessions[1]
    begun = submit(warehouse.query, "early_alliance_left_out", scope=scope, filters=filters, early_to=until)
    columns = warehouse.arrays("early_alliance_rows", scope=scope, filters=filters, early_to=until)
    counts = begun.result().one()
    text = np.array(
        [None if value is None else str(value) for value in _plain(columns["orientation"], None)], object
    )
    site = np.array(["" if value is None else str(value) for value in _plain(columns["site"], None)], object)
    alliance, start, end, so_far, fidelity = (
        np.asarray(_plain(columns[name], np.nan), dtype=float) for name in ("x", "z", "y", "w", "fidelity")
    )
    return Early(
        therapist=np.asarray(columns["therapist_key"], dtype=int),
        alliance=alliance,
        start=start,
        end=end,
        so_far=so_far,
        site=site,
        orientation=text,
        fidelity=fidelity,
        tied=np.asarray(columns["tied"], dtype=bool),
        left_out=counts,
    )


def _plain(column: np.ndarray, missing: float | None) -> np.ndarray:
    """Return a column as an ordinary array, with masked entries replaced by `missing`."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    values = column.data.astype(object)
    values[np.ma.getmaskarray(column)] = missing
    return values
