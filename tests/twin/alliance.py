"""Answer of `show alliance`."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist

from scipy.stats import t as student

from tests.twin import correlations, drops
from tests.twin import outcome_figures as figures
from tests.twin.correlations import correlation
from tests.twin.episodes import Episode
from tests.twin.figures import NOTHING, Figure, share, share_of
from tests.twin.practice import Practice
from tests.twin.rules import RULES, points
from tests.twin.selection import Selection

PUBLISHED = Path(__file__).resolve().parents[2] / "analytics" / "alliance" / "published.toml"
FIVE = (1, 2, 3, 4, 5)
FULL = 39.5
PATTERNS = ("low_stays_low", "low_rising", "high_stays_high", "high_falling")
PATHS = ("repaired", "unrepaired", "ended_after", "open")


def alliance(practice: Practice, chosen: Selection) -> dict[str, object]:
    """Return the figures of the alliance."""
    held = chosen.of(practice.episodes)
    low, high = RULES["alliance.early_sessions"]
    early = correlation(f"{low}-{high}", correlations.rows(held, low, high, same=False))
    known = published()
    return {
        "as_of": practice.as_of.isoformat(),
        "filters": chosen.as_dict(),
        "n": len(held),
        "left_out": left_out(held, int(early["n"])),  # pyright: ignore[reportArgumentType]
        "by_session": [correlation(k, correlations.rows(held, k, k, same=True)) for k in FIVE],
        "by_session_all": [correlation(k, correlations.rows(held, k, k, same=False)) for k in FIVE],
        "early": early,
        "early_same": correlation(f"{low}-{high}", correlations.rows(held, low, high, same=True)),
        "first_five": correlation("1-5", correlations.rows(held, 1, 5, same=False)),
        "first_five_same": correlation("1-5", correlations.rows(held, 1, 5, same=True)),
        "difference": correlations.difference(early, known),
        "published": known,
        "patterns": patterns(held),
        "no_pattern": sum(pattern(one) is None for one in held),
        "unplanned": figures.unplanned(held),
        **forms(held),
        **dips(practice, held),
        "low_total": RULES["alliance.low_total"],
        "early_sessions": [low, high],
    }


def left_out(held: Sequence[Episode], used: int) -> list[dict[str, object]]:
    """Return why episodes are not in the correlation of the early alliance, the first reason that applies."""
    of = [one for one in held if one.counts_for_outcomes]
    no_srs = sum(not one.srs for one in of)
    no_early = sum(bool(one.srs) and one.early_srs is None for one in of)
    counts = {
        "ended_otherwise": len(held) - len(of),
        "no_srs": no_srs,
        "no_early_srs": no_early,
        "no_later_ors": len(of) - no_srs - no_early - used,
    }
    return [{"reason": reason, "n": n} for reason, n in counts.items() if n]


def published() -> dict[str, object]:
    """Return the published r, and the range of single settings that follows from its file."""
    row = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))["alliance_outcome"]
    middle = math.atanh(row["r"])
    observed = middle / -NormalDist().inv_cdf(row["share_negative"])
    between = math.sqrt(observed**2 - 1 / (row["people_per_study"] - 3))
    se = (math.atanh(row["high"]) - math.atanh(row["low"])) / (2 * NormalDist().inv_cdf(0.975))
    half = float(student.ppf(0.975, row["k"] - 2)) * math.hypot(between, se)
    return {
        **{name: row[name] for name in ("r", "k", "label", "source", "year", "doi")},
        "interval": [row["low"], row["high"]],
        "settings": [math.tanh(middle - half), math.tanh(middle + half)],
    }


def pattern(one: Episode) -> str | None:
    """Return how the SRS went from the first to the last form of sessions 1 to 5, against the ask line."""
    five = [one.srs[k] for k in FIVE if k in one.srs]
    if len(five) < 2:
        return None
    low = [total < points("alliance.low_total") for total in (five[0], five[-1])]
    return {
        (True, True): "low_stays_low",
        (True, False): "low_rising",
        (False, False): "high_stays_high",
        (False, True): "high_falling",
    }[low[0], low[1]]


def patterns(held: Sequence[Episode]) -> list[dict[str, object]]:
    """Return each pattern with its number and its share of unplanned endings."""
    rows = []
    for name in PATTERNS:
        part = [one for one in held if pattern(one) == name]
        rows.append({"pattern": name, "n": len(part), "unplanned": figures.unplanned(part)})
    return rows


def forms(held: Sequence[Episode]) -> dict[str, object]:
    """Return how often the SRS was filled in, its totals and its ceiling."""
    completion = []
    for session in range(1, 13):
        reached = [one for one in held if session in one.days]
        n = len(reached)
        if n:
            completion.append(
                {"session": session, "share": sum(session in one.srs for one in reached) / n, "n": n}
            )
    totals = [total for one in held for total in one.srs.values()]
    full = [one for one in held if len(one.srs) >= 4 and all(total >= FULL for total in _in_order(one)[:4])]
    return {
        "completion": completion,
        "completed": share(len(totals), sum(one.sessions for one in held)),
        "ceiling": share_of(total == 40 for total in totals),
        "totals": [
            {"points": whole, "n": sum(max(int(total), 20) == whole for total in totals)}
            for whole in range(20, 41)
        ],
        "started_full": len(full),
        "came_down": sum(any(total < FULL for total in _in_order(one)[4:]) for one in full),
    }


def _in_order(one: Episode) -> list[float]:
    """Return the SRS totals in order of session."""
    return [float(one.srs[session]) for session in sorted(one.srs)]


def dips(practice: Practice, held: Sequence[Episode]) -> dict[str, object]:
    """Return the drops of the selection by what became of them, and the outcome of the episodes by path."""
    usual = drops.practice_spread(practice.episodes)
    found = {id(one): drops.find(one, usual) for one in held}
    every = [drop for one in held for drop in found[id(one)]]
    counts: dict[str, int | None] = {path: sum(drop.outcome == path for drop in every) for path in PATHS}
    sessions = sum(len(one.srs) for one in held)
    paths: list[dict[str, object]] = []
    for path in PATHS:
        part = [one for one in held if found[id(one)] and found[id(one)][-1].outcome == path]
        paths.append({"path": path, "drops": counts[path], "improved": figures.improved(part)})
    without = [one for one in held if len(one.srs) > drops.EARLIER and not found[id(one)]]
    paths.append({"path": "none", "drops": None, "improved": figures.improved(without)})
    if not all(one.endings_recorded for one in held):  # what ended is not known
        counts["ended_after"] = None
        paths[PATHS.index("ended_after")] = {
            "path": "ended_after",
            "drops": None,
            "improved": {**NOTHING, "n": 0},
        }
    rate: Figure = {"per_100_sessions": 100 * len(every) / sessions if sessions else None}
    return {
        "dips": {"n": len(every), **counts, "sessions": sessions, **rate},
        "paths": paths,
    }
