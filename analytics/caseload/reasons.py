"""The rules that fired for an open client, in words; computed from the same row as the sparkline."""

from __future__ import annotations

from typing import Any

from analytics.caseload.results import Reason
from analytics.measures import AREA_NAMES

TALK, WATCH = "talk_first", "watch"
SMALL_MOVE = 1.0  # ORS points; less is said as "about where it started"


def fired(row: dict[str, Any], low_total: float) -> tuple[Reason, ...]:
    """The rules that fired, most pressing first.

    Parameters: row, one row of the question `caseload`; low_total, the SRS ask line in points.
    """
    found = []
    if row["rule_drop"]:
        size, session = float(row["dip_drop"]), row["dip_session"]
        sentence = f"SRS fell {size:.1f} points at session {session} and has not come back."
        found.append(Reason("drop", "Alliance drop, not repaired", sentence, size, session, TALK))
    if row["rule_falling"]:
        size = -float(row["change"])
        found.append(Reason("falling", "Wellbeing falling", f"Wellbeing is {size:.1f} points lower than at the start.",
                            size, None, TALK))  # fmt: skip
    if row["rule_early_low"]:
        n = sum(score is not None for score in row["srs_path"])
        sentence = f"{'Both' if n == 2 else f'All {n}'} SRS scores so far are under {low_total:g}."
        found.append(Reason("early_low", "Early alliance low", sentence, float(row["srs_last"]), None, TALK))
    if row["rule_slide"]:
        size = float(row["srs_slide"])
        sentence = f"The SRS went down three times in a row, {size:.1f} points in all."
        found.append(Reason("slide", "Alliance sliding", sentence, size, row["srs_last_session"], TALK))
    if row["rule_no_srs"]:
        n, last = row["sessions_without_srs"], row["srs_last_session"]
        sentence = f"No alliance feedback since session {last}." if last else "No alliance feedback so far."
        found.append(Reason("no_srs", f"No SRS for {n} sessions", sentence, float(n), last, WATCH))
    if row["rule_away"]:
        days = row["days_since"]
        found.append(Reason("away", f"{days} days since the last session", f"Last seen {days} days ago.",
                            float(days), None, WATCH))  # fmt: skip
    return tuple(found)


def sentence(row: dict[str, Any], reasons: tuple[Reason, ...]) -> str:
    """One or two short sentences on why this client stands where they stand."""
    if reasons:
        said = [reason.sentence for reason in reasons[:2]]
        asks = {"drop", "early_low", "slide"} & {reason.code for reason in reasons}
        if asks and row["lowest_area"]:
            said.append(f"Lowest area: {AREA_NAMES[row['lowest_area']].lower()}.")
        return " ".join(said)
    if row["change"] is None:
        return "One wellbeing score so far." if row["ors_first"] is not None else "No wellbeing score so far."
    change = float(row["change"])
    if abs(change) < SMALL_MOVE:
        return "Wellbeing is about where it started."
    return f"Wellbeing is {abs(change):.1f} points {'higher' if change > 0 else 'lower'} than at the start."
