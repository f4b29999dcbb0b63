"""A way to ask: one question to begin the next session with, chosen by what the scores show.

The questions are the product's own; they do not repeat any item of a form.
"""

from __future__ import annotations

from analytics.client.results import Area, Mark, WayToAsk

QUESTIONS = {
    "drop": "Your rating was lower than usual for you. What did I miss?",
    "relationship": "Was there a moment when you did not feel quite heard? I would like to know.",
    "goals": "Are we working on what matters most to you right now? What has changed?",
    "approach": "Is the way we work right for you? What would you want more of, or less of?",
    "overall": "Something seemed to be missing last time. What would have made it a fuller hour?",
    "wellbeing": "Things have been harder since we began. What should we do differently together?",
    "no_form": "How was today for you: what should I keep, and what should I change?",
    "always_full": "You are kind in what you tell me. What is one small thing I could do better?",
}
LOW_AREA = 9.0  # of 10; under it the lowest area is worth a question
FULL = 39.5  # SRS points; forms that never leave it say little


def way_to_ask(
    last_drop: Mark | None,
    lowest: Area | None,
    totals: list[float],
    sessions_without_srs: int,
    change: float | None,
    fall_from_start: float,
) -> WayToAsk | None:
    """One question, or None when nothing in the scores calls for one.

    Parameters: last_drop, the latest alliance drop; lowest, the lowest area of the last SRS (of 10); totals, SRS
    totals in order (points); change, ORS points since the start; fall_from_start, the rule in points.
    How: an open drop first, then forms missing, wellbeing far under the start, a low area, forms always full.
    """
    if last_drop is not None and last_drop.outcome in ("open", "unrepaired"):
        key = lowest.area if lowest is not None and lowest.value < LOW_AREA else "drop"
        value = lowest.value if key != "drop" else last_drop.size
        return WayToAsk(key, QUESTIONS[key], lowest.area if key != "drop" else None, value, last_drop.session_no)
    if not totals or sessions_without_srs >= 2:
        return WayToAsk("no_form", QUESTIONS["no_form"], None, None, None)
    if change is not None and change <= -fall_from_start:
        return WayToAsk("wellbeing", QUESTIONS["wellbeing"], None, change, None)
    if lowest is not None and lowest.value < LOW_AREA:
        return WayToAsk(lowest.area, QUESTIONS[lowest.area], lowest.area, lowest.value, lowest.session_no)
    if len(totals) >= 4 and min(totals[-4:]) >= FULL:
        return WayToAsk("always_full", QUESTIONS["always_full"], None, None, None)
    return None
