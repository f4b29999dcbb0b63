"""Questions to ask a client in the next session, chosen by the latest event or lowest SRS area.

The eight questions are our own words; no wording of the instruments is used.
"""

from __future__ import annotations

from analytics.client.results import Area, Mark, WayToAsk

QUESTIONS = {
    "relationship": "I would like to be sure that I am with you here. Where did I miss you?",
    "goals": "Are we working on what matters most to you? What should we put first?",
    "approach": "Does the way we work suit you? What would you like more of, or less of?",
    "overall": "How could our next hour be of more use to you than the last one?",
    "drop": "Your rating was lower than usual. What was different for you that day?",
    "missing": "We have not looked at the short form for a while. How have our last hours been for you?",
    "falling": "Life seems harder than when we began. What should I know that I have not asked about?",
    "always_high": "You rate our hours very high. If one small thing could be better, what would it be?",
}
AREA_HIGH = 9.0  # points of 10; from there on the lowest area is no reason to ask about it
FULL_FORMS = 4  # SRS forms; "feedback may be reserved" from four at the top on; own choice
FULL_TOTAL = 39.5  # SRS points
HARDER = -1.0  # ORS points; from there on wellbeing counts as lower than at the start
ALLIANCE = ("drop", "early_low", "slide", "settled")  # reasons that rest on the SRS


def for_reason(reason: str | None, area: str | None = None, change: float | None = None) -> str | None:
    """Return the key of the question to ask a client with this caseload reason; None if none fits.

    Parameters
    ----------
    reason : str or None
        Code of `caseload.Reason`.
    area : str, optional
        Lowest area of the SRS that the reason rests on; None if it has no areas or they are alike.
    change : float, optional
        ORS points since the start.

    Returns
    -------
    str or None
        Key of QUESTIONS.

    Notes
    -----
    A score below the expected range leads to a question about wellbeing only if the score is lower than at
    the start, else about the way of working. A client who has been away for long gets no question about a
    form.
    """
    if reason in ALLIANCE:
        return area or ("drop" if reason == "drop" else "overall")
    if reason == "falling":
        return "falling"
    if reason == "below_expected":
        return "falling" if change is not None and change <= HARDER else "approach"
    return "missing" if reason == "no_srs" else None


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
    reason: str | None = None,
    reason_session: int | None = None,
    change: float | None = None,
) -> WayToAsk | None:
    """Return the question to ask the client in the next session; None if no score gives a reason to ask.

    Parameters
    ----------
    drop : Mark or None
        Latest alliance drop.
    area : Area or None
        Lowest area of the last SRS.
    sessions_without_srs, no_srs_sessions : int
        Sessions in a row without an SRS, and from how many on forms count as missing.
    falling : float or None
        ORS change in points where the falling rule fires, else None.
    last_session : int
        Number of the last session.
    srs_seen : list of float
        SRS totals in order.
    last_srs_session : int or None
        Session of the last SRS.
    reason, reason_session, change
        Leading reason of an open client, its session, and the ORS change in points.

    Returns
    -------
    WayToAsk or None

    Notes
    -----
    Order: the leading reason of an open client. Without one: an alliance drop that is not repaired (by its
    lowest area, if the form has areas), forms missing for a while, wellbeing well under the start, an area
    under nine, ratings that never leave the top.
    """
    if reason is not None:
        return _of_reason(reason, reason_session, drop, area, change)
    if drop is not None and drop.outcome in ("open", "unrepaired", "ended_after"):
        return _of_reason("drop", drop.session_no, drop, area, None)
    if sessions_without_srs >= no_srs_sessions:
        return WayToAsk("missing", QUESTIONS["missing"], None, None, last_session)
    if falling is not None:
        return WayToAsk("falling", QUESTIONS["falling"], None, falling, last_session)
    if area is not None and area.value < AREA_HIGH:
        return WayToAsk(area.area, QUESTIONS[area.area], area.area, area.value, area.session_no)
    if len(srs_seen) >= FULL_FORMS and min(srs_seen) >= FULL_TOTAL:
        return WayToAsk("always_high", QUESTIONS["always_high"], None, srs_seen[-1], last_srs_session)
    return None


def _of_reason(
    reason: str, session: int | None, drop: Mark | None, area: Area | None, change: float | None
) -> WayToAsk | None:
    """Return the question to ask a client for a caseload reason, with the score that prompted it."""
    fits = (
        area
        if area is not None and (reason != "drop" or session is None or area.session_no >= session)
        else None
    )
    key = for_reason(reason, fits and fits.area, change)
    if key is None:
        return None
    if fits is not None and key == fits.area and reason in ALLIANCE:
        return WayToAsk(key, QUESTIONS[key], fits.area, fits.value, fits.session_no)
    value = drop.size if reason == "drop" and drop is not None else change if key == "falling" else None
    return WayToAsk(key, QUESTIONS[key], None, value, session)
