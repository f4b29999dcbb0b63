"""A way to ask: one question to begin with, chosen by an event or by the lowest area of the last form.

The eight questions are our own words; no wording of the instruments is used.
"""

from __future__ import annotations

from analytics.client.results import Area, Mark, WayToAsk

QUESTIONS = {
    "relationship": "I would like to be sure that I am with you here. Where did I miss you?",
    "goals": "Are we working on what matters most to you? What should we put first?",
    "approach": "Does the way we work suit you? What would you like more of, or less of?",
    "overall": "Something seemed to be missing last time. What would have made the hour more useful?",
    "drop": "Your rating was lower than usual. What was different for you that day?",
    "missing": "We have not looked at the short form for a while. How have our last hours been for you?",
    "falling": "Life seems harder than when we began. What should I know that I have not asked about?",
    "always_high": "You rate our hours very high. If one small thing could be better, what would it be?",
}
AREA_HIGH = 9.0  # points of 10; from there on the lowest area is no reason to ask about it
FULL_FORMS = 4  # SRS forms; "feedback may be reserved" from four at the top on; own choice
FULL_TOTAL = 39.5  # SRS points


def way_to_ask(
    *,
    drop: Mark | None,
    area: Area | None,
    sessions_without_srs: int,
    no_srs_sessions: int,
    falling: float | None,
    last_session: int,
    srs_seen: list[float],
    last_srs_session: int | None,
) -> WayToAsk | None:
    """The one question that fits, or None where nothing asks for one.

    Order: an alliance drop that has not come back (by its lowest area, if the form has areas), forms missing
    for a while, wellbeing well under the start, an area under nine, ratings that never leave the top.
    Parameters: falling: ORS change in points where the falling rule fires, else None.
    """
    if drop is not None and drop.outcome in ("open", "unrepaired", "ended_after"):
        if area is not None and area.session_no >= drop.session_no:
            return WayToAsk(area.area, QUESTIONS[area.area], area.area, area.value, area.session_no)
        return WayToAsk("drop", QUESTIONS["drop"], None, drop.size, drop.session_no)
    if sessions_without_srs >= no_srs_sessions:
        return WayToAsk("missing", QUESTIONS["missing"], None, None, last_session)
    if falling is not None:
        return WayToAsk("falling", QUESTIONS["falling"], None, falling, last_session)
    if area is not None and area.value < AREA_HIGH:
        return WayToAsk(area.area, QUESTIONS[area.area], area.area, area.value, area.session_no)
    if len(srs_seen) >= FULL_FORMS and min(srs_seen) >= FULL_TOTAL:
        return WayToAsk("always_high", QUESTIONS["always_high"], None, srs_seen[-1], last_srs_session)
    return None
