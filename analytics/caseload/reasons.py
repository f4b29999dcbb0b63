"""Which visible rules fired for an open client, in words: a chip and one sentence each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from analytics.caseload.results import Reason
from analytics.definitions import Definitions

TALK_FIRST, WATCH = "talk_first", "watch"

# code -> (chip, group, column of the number behind it, column of the session it belongs to), most pressing first.
# The column of the rule itself is `rule_<code>`.
RULES = {
    "drop": ("Alliance drop", TALK_FIRST, "dip_drop", "dip_session"),
    "falling": ("Wellbeing falling", TALK_FIRST, "change", None),
    "early_low": ("Alliance low from the start", TALK_FIRST, "srs_last", "srs_last_session"),
    "slide": ("Alliance sliding", TALK_FIRST, "srs_slide", "srs_last_session"),
    "below_expected": ("Below expected range", WATCH, "ors_last", "ors_last_session"),
    "no_srs": ("No SRS", WATCH, "sessions_without_srs", None),
    "away": ("Not seen lately", WATCH, "days_since", None),
}


def reasons(row: Mapping, rules: Definitions) -> tuple[Reason, ...]:
    """The rules that fired, the most pressing first; empty where none did.

    Parameters: one row of `caseload.sql` with what `caseload` adds of the expected course; the definitions in
    force, for the numbers the sentences name.
    Limits: a drop and a slide never stand together: the mart sets a slide only where there is no drop.
    """
    return tuple(
        Reason(code, chip, _sentence(code, row, rules), float(row[value]), session and row[session], group)
        for code, (chip, group, value, session) in RULES.items()
        if row[f"rule_{code}"]
    )


def _sentence(code: str, row: Mapping, rules: Definitions) -> str:
    if code == "drop":
        session = row["dip_session"]
        return (
            f"The alliance fell {row['dip_drop']:.1f} points under its usual level at session {session}"
            " and has not come back yet."
        )
    if code == "falling":
        return f"Wellbeing is {-row['change']:.1f} points lower than at the start."
    if code == "early_low":
        return f"Every SRS so far is under {rules.alliance.low_total:g}; the last was {row['srs_last']:.1f}."
    if code == "slide":
        size = row["srs_slide"]
        return f"The alliance went down form by form, {size:.1f} points in all, without one clear drop."
    if code == "below_expected":
        low, high = row["expected_low"], row["expected_high"]
        return (
            f"The last two ORS lie below the range expected from this start; the last is {row['ors_last']:.1f},"
            f" expected {low:.0f} to {high:.0f}."
        )
    if code == "no_srs":
        return f"No SRS for {row['sessions_without_srs']} sessions."
    data_day = row["last_date"] + datetime.timedelta(days=row["days_since"])
    return f"The last session was {row['days_since']} days before {data_day.day} {data_day:%b %Y}."


def sentence(row: Mapping, fired: tuple[Reason, ...], rules: Definitions) -> str:
    """The one sentence beside the chips: the most pressing reason, or where the client stands."""
    if fired:
        return fired[0].sentence
    if row["tier"] == "too_new":
        needed = rules.caseload.min_sessions
        return f"{row['n_sessions']} of {needed} sessions: too new to say."
    if row["ors_last"] is None:
        return "No ORS yet; no rule fired."
    if row["change"] is None:
        return f"One ORS so far: {row['ors_last']:.1f}. No rule fired."
    if not row["started_below"] and row["expected_place"]:
        where = {"below": "below", "above": "above"}.get(row["expected_place"], "inside")
        return f"Started above the cutoff, where scores change little; now {where} the expected range. No rule fired."
    if abs(row["change"]) < 1:
        return "Wellbeing is about where it started; no rule fired."
    way = "higher" if row["change"] > 0 else "lower"
    return f"Wellbeing is {abs(row['change']):.1f} points {way} than at the start; no rule fired."
