"""Which visible rules fired for an open client, in words: a chip and one sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.caseload.results import Reason
from analytics.definitions import Definitions

TALK_FIRST, WATCH = "talk_first", "watch"


def reasons(row: Mapping, rules: Definitions) -> tuple[Reason, ...]:
    """The rules that fired, the most pressing first; empty where none did.

    Parameters: one row of `caseload.sql`; the definitions in force, for the numbers the sentences name.
    Limits: a drop and a slide never stand together, nor do missing forms and a low early alliance of the same
    sessions: the mart sets a slide only where there is no drop, and sentences name what was measured.
    """
    found = []
    if row["rule_drop"]:
        found.append(
            Reason(
                "drop",
                "Alliance drop",
                f"The alliance fell {row['dip_drop']:.1f} points under its usual level at session {row['dip_session']}"
                " and has not come back.",
                float(row["dip_drop"]),
                row["dip_session"],
                TALK_FIRST,
            )
        )
    if row["rule_falling"]:
        found.append(
            Reason(
                "falling",
                "Wellbeing falling",
                f"Wellbeing is {-row['change']:.1f} points lower than at the start.",
                float(row["change"]),
                None,
                TALK_FIRST,
            )
        )
    if row["rule_early_low"]:
        found.append(
            Reason(
                "early_low",
                "Alliance low from the start",
                f"Every SRS so far is under {rules.alliance.low_total:g}; the last was {row['srs_last']:.1f}.",
                float(row["srs_last"]),
                row["srs_last_session"],
                TALK_FIRST,
            )
        )
    if row["rule_slide"]:
        found.append(
            Reason(
                "slide",
                "Alliance sliding",
                f"The alliance went down form by form, {row['srs_slide']:.1f} points in all, without one clear drop.",
                float(row["srs_slide"]),
                row["srs_last_session"],
                TALK_FIRST,
            )
        )
    if row["rule_no_srs"]:
        found.append(
            Reason(
                "no_srs",
                "No SRS",
                f"No SRS for {row['sessions_without_srs']} sessions.",
                float(row["sessions_without_srs"]),
                None,
                WATCH,
            )
        )
    if row["rule_away"]:
        found.append(
            Reason(
                "away",
                "Not seen lately",
                f"The last session was {row['days_since']} days ago.",
                float(row["days_since"]),
                None,
                WATCH,
            )
        )
    return tuple(found)


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
    if abs(row["change"]) < 1:
        return "Wellbeing is about where it started; no rule fired."
    way = "higher" if row["change"] > 0 else "lower"
    return f"Wellbeing is {abs(row['change']):.1f} points {way} than at the start; no rule fired."
