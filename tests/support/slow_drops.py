"""Alliance drops in slow, plain Python: what the marts are compared with."""

from __future__ import annotations

import itertools
import statistics
from decimal import Decimal, localcontext

from analytics.definitions import DEFAULTS


def practice_spread(courses: list[list[dict]]) -> str:
    """Return the spread of the practice in points, rounded to 0.01, from the sessions of each episode."""
    totals = [[Decimal(str(r["srs_total"])) for r in part if r["srs_total"] is not None] for part in courses]
    steps = [abs(b - a) for part in totals for a, b in itertools.pairwise(part)]
    if len(steps) < 50:
        return "1.5"
    return f"{max(1.0, float(statistics.median(steps)) / 0.6745 / 2**0.5):.2f}"


def drops(part: list[dict], spread: str, ended: bool) -> list[tuple]:
    """Return the alliance drops of one episode, computed directly from the rule, in decimals of 60 digits.

    Each is (session, outcome, session of the repair, total from which it counts as repaired, points).
    """
    rule, found, base, i = DEFAULTS.dips, [], [], 0
    limit, least = abs(Decimal(str(rule.z))), Decimal(str(rule.min_drop))
    forms = [
        (n, Decimal(str(r["srs_total"]))) for n, r in enumerate(part, start=1) if r["srs_total"] is not None
    ]
    with localcontext(prec=60):
        while i < len(forms):
            number, x = forms[i]
            k = len(base)
            if k >= 3:
                middle = statistics.median(base)
                own = (6 * Decimal(spread) ** 2 + sum((y - sum(base) / k) ** 2 for y in base)) / (k + 5)
                fall = middle - x
                if fall >= least and fall > (limit**2 * own * (k + Decimal("3.5")) / k).sqrt():
                    after = forms[i + 1 : i + 1 + rule.repair_sessions]
                    back = next((j for j, (_, y) in enumerate(after) if y >= middle - own.sqrt()), None)
                    used = len(after) if back is None else back + 1
                    held = [y for _, y in forms[i : i + 1 + used]]
                    if back is not None:
                        outcome, base = "repaired", base + held
                    elif len(after) == rule.repair_sessions:
                        outcome, base = "unrepaired", held
                    else:
                        outcome = "ended_after" if ended else "open"
                    repaired = after[back][0] if back is not None else None
                    found.append((number, outcome, repaired, middle - own.sqrt()))
                    i += 1 + used
                    continue
            base.append(x)
            i += 1
    return found
