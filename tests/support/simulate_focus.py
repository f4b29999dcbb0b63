"""Simulated practices for the training focus, as rows of `focus_sums.sql`, with known differences."""

from __future__ import annotations

import numpy as np

RATES = {"early": 0.08, "forms": 0.15, "variety": 0.06, "drops": 0.4}  # shares in the practice
AREA_SD = 0.3  # points, of one client's contrast
DROPS_PER_CLIENT = 0.4


def practice(
    seed: int,
    therapists: int = 20,
    clients: tuple[int, int] = (10, 100),
    area: dict[int, tuple[int, float]] | None = None,
    rates: dict[tuple[int, str], float] | None = None,
) -> list[dict]:
    """Simulate one practice; `area` and `rates` give the therapists who differ, and by how much.

    Parameters: area: therapist -> (place of the area, points lower); rates: (therapist, rate) -> added share;
    both empty: nobody differs.
    """
    from analytics.stats.profile import helmert

    rng = np.random.default_rng(seed)
    rows = []
    for key in range(1, therapists + 1):
        n = int(rng.integers(*clients))
        shift = np.zeros(4)
        if area and key in area:
            place, points = area[key]
            shift[place] = -points
        contrasts = rng.normal(helmert(4) @ (shift + np.array([0.1, 0.0, -0.1, 0.0])), AREA_SD, (n, 3))
        level, intake = rng.normal(9.2, 0.5, n), rng.normal(18, 7, n)
        row = {
            "therapist_key": key, "areas_n": n, "x": intake.sum(), "xx": intake @ intake, "g": level.sum(),
            "gg": level @ level, "xg": intake @ level,
        }  # fmt: skip
        for k in range(3):
            row[f"h{k + 1}"], row[f"h{k + 1}{k + 1}"] = (
                contrasts[:, k].sum(),
                contrasts[:, k] @ contrasts[:, k],
            )
        for rate, share in RATES.items():
            of = int(rng.binomial(n, DROPS_PER_CLIENT)) if rate == "drops" else n
            added = (rates or {}).get((key, rate), 0.0)
            row[f"{rate}_n"], row[f"{rate}_events"] = of, int(rng.binomial(of, min(share + added, 1.0)))
        rows.append(row)
    return rows
