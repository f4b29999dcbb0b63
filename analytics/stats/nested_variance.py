"""Variance components of values nested in cells, cells in clients and clients in groups, by analysis of variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.stats.arrays import EstimationError


@dataclass(frozen=True)
class Components:
    """Variances between clients of a group, between cells (stretches of time) of a client, and inside a cell.

    Squared units of the values; none is negative.
    """

    clients: float
    cells: float
    inside: float

    @property
    def total(self) -> float:
        """Variance of a single value around the mean of its group."""
        return self.clients + self.cells + self.inside


def components(group: np.ndarray, client: np.ndarray, cell: np.ndarray, value: np.ndarray) -> Components:
    """Estimate the variance components of unbalanced nested data.

    Parameters
    ----------
    group, client, cell : np.ndarray of int, shape (n,)
        Codes from 0; a cell belongs to one client, a client to one group.
    value : np.ndarray, shape (n,)
        Values.

    Returns
    -------
    Components
        Negative estimates are set to 0. Where no cell has two values, the variance inside is 0 and belongs to the
        level above; the same for clients with one cell each.

    Raises
    ------
    EstimationError
        Where no group has two clients.

    Notes
    -----
    Sums of squares between and inside the levels are set equal to their expectations (Henderson's method I), which
    needs no iteration and no normal distribution.

    References
    ----------
    Searle, Casella & McCulloch 1992, Variance Components, chapter 5. Checked against R in
    tests/reference/test_before_after.py.
    """
    n = np.bincount(cell).astype(float)
    total = np.bincount(cell, value)
    cells = np.flatnonzero(n)
    first = np.zeros(n.size, dtype=int)
    first[cell] = np.arange(cell.size)
    of_client, of_group = client[first[cells]], group[first[cells]]
    n, total = n[cells], total[cells]
    n_client, total_client = np.bincount(of_client, n), np.bincount(of_client, total)
    clients = np.flatnonzero(n_client)
    group_of_client = np.zeros(n_client.size, dtype=int)
    group_of_client[of_client] = of_group
    n_group, total_group = np.bincount(of_group, n), np.bincount(of_group, total)
    groups = np.flatnonzero(n_group)
    if clients.size <= groups.size:
        raise EstimationError("No group has two clients.")
    by_cell = float((total**2 / n).sum())
    by_client = float((total_client[clients] ** 2 / n_client[clients]).sum())
    by_group = float((total_group[groups] ** 2 / n_group[groups]).sum())
    squares, everything = n**2, float(n.sum())
    in_client = float((squares / n_client[of_client]).sum())
    in_group = float((squares / n_group[of_group]).sum())
    client_in_group = float((n_client[clients] ** 2 / n_group[group_of_client[clients]]).sum())
    free_cell, free_client = everything - cells.size, cells.size - clients.size
    free_group = clients.size - groups.size
    inside = max(0.0, float(value @ value) - by_cell) / free_cell if free_cell else 0.0
    between = 0.0
    if free_client and everything - in_client > 0:
        between = max(0.0, by_cell - by_client - free_client * inside) / (everything - in_client)
    rest = by_client - by_group - (in_client - in_group) * between - free_group * inside
    return Components(max(0.0, rest) / (everything - client_in_group), between, inside)
