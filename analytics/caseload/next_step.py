"""Which of the five practices fits a reason of the caseload, as the next step with a client."""

from __future__ import annotations

from analytics.focus.practices import Practice, practices
from analytics.focus.results import PRACTICES as OF_AREA

# reason -> practice; `early_low` goes by the area that was rated lowest, if one was
_OF_REASON = {
    "drop": "address_ruptures",
    "settled": "address_ruptures",
    "slide": "address_ruptures",
    "early_low": "ask_feedback",
    "falling": "ask_feedback",
    "below_expected": "confirm_goals",
    "no_srs": "use_tools",
    "away": "ask_feedback",
}


def next_step(code: str, lowest_area: str | None = None) -> Practice:
    """Return the practice that fits a reason.

    Parameters
    ----------
    code : str
        Key of the reason (`caseload.reasons.RULES`).
    lowest_area : str or None
        SRS area with the lowest score, where one is lowest.

    Returns
    -------
    Practice
        With one thing to try in the next session.
    """
    area = OF_AREA.get(lowest_area or "") if code == "early_low" else None
    return practices()[area or _OF_REASON[code]]
