"""Simulated practices for the therapist comparison, as rows of `therapist_cells.sql`, with known effects."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

INTAKE_MEAN, INTAKE_SD = 18.0, 7.0  # ORS points
SITES = ("North", "South")


def clients(
    seed: int,
    effects: np.ndarray,
    sizes: tuple[int, int] = (20, 80),
    measure: str = "change",
    rate: float = 0.25,
) -> dict[str, np.ndarray]:
    """Simulate clients with therapist, site, x (first ORS) and y (outcome).

    Parameters: effects (J,): true differences of therapists, in points (change, early_alliance) or logits (shares).
    Therapists differ in whom they see (intake) and sit at one of two sites, whatever their effects are.
    """
    rng = np.random.default_rng(seed)
    n = rng.integers(*sizes, effects.size)
    therapist = np.repeat(np.arange(effects.size), n)
    mix = rng.normal(0, 2.5, effects.size)  # case mix: some see more distressed clients
    x = np.round(np.clip(rng.normal(INTAKE_MEAN + mix[therapist], INTAKE_SD), 0, 40), 1)
    site = therapist % 2
    u = effects[therapist]
    if measure == "change":
        y = np.clip(12 + 0.55 * x + 0.8 * site + u + rng.normal(0, 6.5, x.size), 0, 40)
    elif measure == "early_alliance":
        y = np.minimum(36 + 0.03 * x + u + rng.normal(0, 2.6, x.size), 40)
    else:
        logit = np.log(rate / (1 - rate)) - 0.03 * (x - INTAKE_MEAN) + 0.1 * site + u
        y = (rng.random(x.size) < 1 / (1 + np.exp(-logit))).astype(float)
    return {"therapist": therapist + 1, "site": site, "x": x, "y": np.round(y, 2)}


def cells(made: dict[str, np.ndarray], shares: bool) -> list[dict]:
    """Return the rows of the SQL query `therapist_cells`, computed in plain Python."""
    found: dict[tuple, list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0, 0.0, 0.0])
    for key, site, x, y in zip(made["therapist"], made["site"], made["x"], made["y"], strict=True):
        sums = found[(int(key), SITES[site], int(x // 2 * 2) if shares else None)]
        for place, value in enumerate((1, x, x * x, y, y * y, x * y)):
            sums[place] += value
    return [
        {
            "therapist_key": key, "site": site, "age_group": None, "program": None, "orientation": None,
            "half_year": None, "point": point, **dict(zip(("n", "x", "xx", "y", "yy", "xy"), sums, strict=True)),
        }
        for (key, site, point), sums in sorted(found.items(), key=lambda one: str(one[0]))
    ]  # fmt: skip
