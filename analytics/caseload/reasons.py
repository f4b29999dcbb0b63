"""Reasons for a client's urgency tier: the rules that apply, each with a short label and a sentence."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from analytics.caseload.results import Reason
from analytics.definitions import Definitions

TALK_FIRST, WATCH = "talk_first", "watch"

# code -> (chip, tier the rule belongs to, column of the number behind it). The rule's own column is `rule_<code>`.
# In order of seriousness among rules of one tier that rest on recent forms; `_rank` moves a reason up or down.
RULES = {
    "drop": ("Alliance drop", TALK_FIRST, "dip_drop"),
    "falling": ("Wellbeing falling", TALK_FIRST, "change"),
    "early_low": ("Alliance low from the start", TALK_FIRST, "srs_last"),
    "slide": ("Alliance sliding", TALK_FIRST, "srs_slide"),
    "below_expected": ("Below expected range", WATCH, "ors_last"),
    "no_srs": ("No SRS", WATCH, "sessions_without_srs"),
    "away": ("Not seen lately", WATCH, "days_since"),
    "settled": ("Alliance settled lower", WATCH, "settled_points"),
}
RECENT = 3  # sessions; a score further back than this is no news. Own choice


def reasons(row: Mapping, rules: Definitions) -> tuple[Reason, ...]:
    """Return the rules that apply to one open client, the most serious and most recent first.

    Parameters
    ----------
    row : mapping
        One row of `caseload.sql` with what `caseload.with_course` adds of the expected course.
    rules : Definitions
        Definitions in force, for the numbers the sentences name.

    Returns
    -------
    tuple of Reason
        Empty if no rule fired.

    Notes
    -----
    Reasons of the first tier before those of the second; recent ones (last score at most `RECENT` sessions
    ago; a drop is listed only while it is new) before older ones; then a fall of wellbeing beyond
    reliable change or below the expected range before an alliance drop, else the order of `RULES`; of two
    equal ones the later session. A client never has both a drop and a slide, because the mart sets a slide
    only without a drop.
    """
    fired = [_reason(code, row, rules) for code in RULES if row.get(f"rule_{code}")]
    return tuple(sorted(fired, key=lambda one: _rank(one, row)))


def _reason(code: str, row: Mapping, rules: Definitions) -> Reason:
    """Build the reason (key, label, sentence, number) for one caseload rule that applies to a client."""
    chip, group, value = RULES[code]
    session = _session(code, row)
    recent = code in ("drop", "settled") or row["n_sessions"] - session <= RECENT
    return Reason(
        code=code,
        chip=chip,
        sentence=_sentence(code, row, rules),
        value=float(row[value]),
        session=session,
        group=group,
        recent=recent,
    )


def _session(code: str, row: Mapping) -> int:
    """Return the session number at which a caseload rule was triggered for a client."""
    if code in ("falling", "below_expected"):
        return last_ors_session(row)
    column = {
        "drop": "dip_session",
        "settled": "settled_session",
        "early_low": "srs_last_session",
        "slide": "srs_last_session",
    }.get(code, "n_sessions")
    return int(row[column])


def last_ors_session(row: Mapping) -> int:
    """Return the session number of the client's last ORS, or of the last session if there is no ORS."""
    path = row["ors_path"]
    return next((k for k in range(len(path), 0, -1) if path[k - 1] is not None), row["n_sessions"])


def _rank(reason: Reason, row: Mapping) -> tuple:
    """Return the sort key of a reason: urgency tier, recency, size of the fall, order of `RULES`, session."""
    order = list(RULES).index(reason.code)
    return (
        reason.group != TALK_FIRST,
        not reason.recent,
        not _far(reason, row),
        order,
        -(reason.session or 0),
    )


def _far(reason: Reason, row: Mapping) -> bool:
    """Return whether a reason is a fall of the ORS large enough to rank first in its urgency tier."""
    if reason.code != "falling":
        return False
    return row.get("expected_place") == "below" or row["movement"] == "down"


def _sentence(code: str, row: Mapping, rules: Definitions) -> str:
    """Return the sentence for one caseload rule that applies to a client."""
    if code == "drop":
        return _dropped(row)
    if code == "settled":
        points = f"{row['settled_points']:.1f} points lower"
        return f"The alliance has settled {points} since session {row['settled_session']}."
    if code == "falling":
        return _falling(row)
    if code == "early_low":
        return _low(row, rules)
    if code == "slide":
        size = row["srs_slide"]
        return f"The alliance went down form by form, {size:.1f} points in all, without one clear drop."
    if code == "below_expected":
        low, high = row["expected_low"], row["expected_high"]
        return (
            f"The last two ORS lie below the range expected from this start; the last is {row['ors_last']:.1f},"
            f" expected {_whole(low)} to {_whole(high)}."
        )
    if code == "no_srs":
        return f"No SRS for {row['sessions_without_srs']} sessions."
    data_day = row["last_date"] + datetime.timedelta(days=row["days_since"])
    return f"The last session was {row['days_since']} days before {data_day.day} {data_day:%b %Y}."


def _whole(points: float) -> int:
    """Round points half up, as the chart beside the sentence does."""
    return math.floor(round(points, 6) + 0.5)


def _low(row: Mapping, rules: Definitions) -> str:
    """Return the sentence on low first SRS, with the published line beside the practice's own where they differ."""
    line, published, last = row["early_low_line"], rules.alliance.low_total, row["srs_last"]
    if line == published:
        return f"Every SRS so far is under {published:g}; the last was {last:.1f}."
    share = f"{100 * rules.caseload.early_low_share:g} in 100"
    return (
        f"Every SRS so far is under {float(line):g}, among the lowest {share} of this practice's first ratings"
        f" (published line: {published:g}); the last was {last:.1f}."
    )


def _dropped(row: Mapping) -> str:
    """Return the sentence on an alliance drop: points, session, and whether the SRS has recovered."""
    since = row["forms_since_dip"] or 0
    fell = f"The alliance fell {row['dip_drop']:.1f} points under its usual level at session {row['dip_session']}"
    if not since:
        return f"{fell}, the last with an SRS."
    return f"{fell} and has not come back yet."


def _falling(row: Mapping) -> str:
    """Return the sentence that says how far the ORS has fallen since the start of the episode."""
    session = last_ors_session(row)
    when = f" at session {session}, the last with an ORS" if row["n_sessions"] - session > RECENT else ""
    below = ", below the range expected from this start" if row.get("expected_place") == "below" else ""
    return f"Wellbeing is {-row['change']:.1f} points lower than at the start{when}{below}."


NOTHING = "nothing stands out by the rules"  # in place of a reason


def sentence(row: Mapping, fired: tuple[Reason, ...], rules: Definitions) -> str:
    """Return the sentence shown for a client: the first reason or, if there is none, the ORS so far."""
    if fired:
        return fired[0].sentence
    if row["tier"] == "too_new":
        needed = rules.caseload.min_sessions
        return f"{row['n_sessions']} of {needed} sessions: too new to say."
    if row["ors_last"] is None:
        return f"No ORS yet; {NOTHING}."
    if row["ors_two_forms"]:
        return f"The ORS form changed, so no change is computed; {NOTHING}."
    if row["change"] is None:
        return f"One ORS so far: {row['ors_last']:.1f}; {NOTHING}."
    if not row["started_below"] and row["expected_place"]:
        where = {"below": "below", "above": "above"}.get(row["expected_place"], "inside")
        return f"Started above the cutoff, where scores change little; now {where} the expected range."
    if abs(row["change"]) < 1:
        return f"Wellbeing is about where it started; {NOTHING}."
    way = "higher" if row["change"] > 0 else "lower"
    return f"Wellbeing is {abs(row['change']):.1f} points {way} than at the start; {NOTHING}."
