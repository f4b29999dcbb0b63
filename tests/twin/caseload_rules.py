"""Visible rules of the caseload: which apply to an open client, in which order, and the group that follows."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from tests.twin import drops
from tests.twin.episodes import Episode
from tests.twin.practice import Practice
from tests.twin.rules import RULES, points

TALK_FIRST, WATCH = "talk_first", "watch"
GROUPS = {
    "drop": TALK_FIRST,
    "falling": TALK_FIRST,
    "early_low": TALK_FIRST,
    "slide": TALK_FIRST,
    "below_expected": WATCH,
    "no_srs": WATCH,
    "away": WATCH,
    "settled": WATCH,
}
RECENT = 3  # sessions; scores further back are no news
LOW_FROM = 50  # courses from which the practice has a line of its own


@dataclass(frozen=True)
class Reason:
    """One rule that applies, and the session it rests on."""

    code: str
    session: int


@dataclass(frozen=True)
class Standards:
    """What is usual in the practice: spread of the SRS, line of a low start, whether there is any SRS."""

    spread: float
    low: Decimal
    has_srs: bool


def standards(practice: Practice) -> Standards:
    """Return what is usual in a practice."""
    return Standards(
        drops.practice_spread(practice.episodes),
        low_line(practice.episodes),
        any(one.srs for one in practice.episodes),
    )


def low_line(episodes: Sequence[Episode]) -> Decimal:
    """Return the SRS under which first forms are low: of the lowest tenth of this practice's courses."""
    last, share = RULES["caseload.early_low_sessions"], RULES["caseload.early_low_share"]
    firsts = [[one.srs[k] for k in sorted(one.srs) if k <= last] for one in episodes]
    higher = sorted(max(forms[:2]) for forms in firsts if len(forms) >= 2)
    if len(higher) < LOW_FROM or not share:
        return points("alliance.low_total")
    line = higher[int(Decimal(str(share)) * len(higher))]
    halves = Decimal(math.floor(2 * line)) / 2
    return min(halves, 40 - points("dips.min_drop"))


def first_rules(one: Episode, known: Standards) -> list[Reason]:
    """Return the rules of the first group that apply after the last session of a course."""
    found = []
    drop = new_drop(one, known)
    if drop is not None:
        found.append(Reason("drop", drop))
    if len(one.ors) > 1 and not one.ors_two_forms and -one.change >= points("caseload.fall_from_start"):
        found.append(Reason("falling", max(one.ors)))
    early = one.sessions <= RULES["caseload.early_low_sessions"]
    if early and len(one.srs) >= 2 and all(total < known.low for total in one.srs.values()):
        found.append(Reason("early_low", max(one.srs)))
    if drop is None and slides(one):
        found.append(Reason("slide", max(one.srs)))
    return found


def is_first(one: Episode, known: Standards) -> bool:
    """Return whether any rule of the first group applies."""
    return bool(first_rules(one, known))


def new_drop(one: Episode, known: Standards) -> int | None:
    """Return the session of a drop at most so many forms ago that has not come back."""
    if one.srs_two_forms:
        return None
    found = drops.find(one, known.spread)
    if not found or found[-1].outcome == "repaired":
        return None
    latest = found[-1]
    return latest.session if latest.forms_since <= RULES["dips.repair_sessions"] else None


def settled(one: Episode, known: Standards) -> tuple[Decimal, int] | None:
    """Return by how many points the SRS settled lower after an older drop, and the session of that drop."""
    if one.srs_two_forms or new_drop(one, known) is not None:
        return None
    found = drops.find(one, known.spread)
    if not found or found[-1].outcome != "unrepaired":
        return None
    latest = found[-1]
    since = [total for session, total in one.srs.items() if session >= latest.session]
    lower = (latest.baseline - median(since)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
    return (lower, latest.session) if lower >= 1 else None


def slides(one: Episode) -> bool:
    """Return whether the last four SRS went down three times in a row, by enough in all."""
    last = [one.srs[session] for session in sorted(one.srs)][-4:]
    if len(last) < 4 or one.srs_two_forms:
        return False
    falls = all(after < before for before, after in zip(last, last[1:], strict=False))
    return falls and last[0] - last[-1] >= points("caseload.srs_slide")


def reasons(
    one: Episode, as_of: datetime.date, known: Standards, places: Sequence[tuple[float, bool]]
) -> list[Reason]:
    """Return all rules that apply, the most serious and most recent first.

    places: percentile of the last two ORS in the expected course, and whether they lie under the range.
    """
    found = first_rules(one, known)
    if one.started_below and len(places) == 2 and all(below for _, below in places):
        found.append(Reason("below_expected", max(one.ors)))
    without = one.sessions - sum(1 for session in one.days if session <= max(one.srs, default=0))
    if known.has_srs and without >= RULES["caseload.no_srs_sessions"]:
        found.append(Reason("no_srs", one.sessions))
    if (as_of - one.last_day).days > RULES["caseload.days_away"]:
        found.append(Reason("away", one.sessions))
    lower = settled(one, known)
    if lower:
        found.append(Reason("settled", lower[1]))
    return sorted(found, key=lambda reason: _rank(reason, one, places))


def _rank(
    reason: Reason, one: Episode, places: Sequence[tuple[float, bool]]
) -> tuple[int, bool, bool, int, int]:
    """Return the sort key: group, recency, a large fall of wellbeing, order of the rules, later session."""
    far = reason.code == "falling" and (-one.change >= one.reliable_change or bool(places and places[-1][1]))
    group = (TALK_FIRST, WATCH).index(GROUPS[reason.code])
    return group, not is_news(reason, one), not far, list(GROUPS).index(reason.code), -reason.session


def is_news(reason: Reason, one: Episode) -> bool:
    """Return whether the scores behind a reason are recent."""
    return reason.code in ("drop", "settled") or one.sessions - reason.session <= RECENT


def tier(one: Episode, found: Sequence[Reason]) -> str:
    """Return the group of a client."""
    groups = {GROUPS[reason.code] for reason in found}
    for group in (TALK_FIRST, WATCH):
        if group in groups:
            return group
    return "too_new" if one.sessions < RULES["caseload.min_sessions"] else "as_expected"
