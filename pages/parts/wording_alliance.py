"""The sentences of Alliance, computed from its answer."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Correlation
from analytics.why import is_code
from pages.parts import wording, wording_endings
from pages.parts.charts import alliance_forest, alliance_forms, alliance_patterns
from pages.parts.wording_drops import drops_how as drops_how
from pages.parts.wording_drops import drops_lead as drops_lead
from pages.parts.wording_drops import paths_how as paths_how
from pages.parts.wording_selection import LONGER, left_out, phrase

WINDOWS = ("early", "first_five")
NO_LINE = "Scores that never differ have no trend."
MANY_FULL = 0.3  # share of forms at the ceiling from which a word about it is in place


def windows(early: tuple[int, int]) -> dict[str, str]:
    """What the sessions switch offers: label -> window; one entry where both are the same sessions."""
    labels = {f"Sessions {early[0]}–{early[1]}": "early"}
    return labels if tuple(early) == (1, 5) else labels | {"Sessions 1–5": "first_five"}


def sessions(found: Correlation) -> str:
    """sessions 3 to 5."""
    return f"sessions {str(found.session).replace('-', ' to ')}"


def lead(alliance: Alliance, window: str) -> tuple[str, str]:
    """Whether the alliance goes with how clients end, and what stands beside it."""
    found, theirs = alliance_forest.chosen(alliance, window), alliance.published
    if found is None or found.r is None:
        return _untested(found, LONGER if alliance.filters.since else "")
    low, high = found.interval
    said = f"{wording.correlation(found.r)} ({wording.between(low, high, 2)})"
    if low > 0 or high < 0:
        way = "better" if low > 0 else "lower"
        bold = f"Where clients rated the alliance higher in {sessions(found)}, they ended {way}: {said}."
    else:
        bold = f"Alliance in {sessions(found)} and how clients ended show no clear link: {said}."
    missing = alliance.completed
    people = (
        f" {wording.in_100(1 - missing.estimate)} sessions have no SRS, so this leaves some people out."
        if missing.estimate is not None and missing.estimate < 0.995
        else ""
    )
    beside = f"Published average across {theirs.k} studies: {alliance_forest.said(theirs.r)}.{people}"
    return bold, f"{beside}{_allowing(found)}"


def _allowing(found: Correlation) -> str:
    """What remains once the first score is allowed for, as the line of the chart does; empty without a figure."""
    if found.partial_r is None:
        return ""
    said = wording.correlation(found.partial_r)
    if found.partial_interval:
        said += f" {wording.between(*found.partial_interval, 2, first=False)}"
    return f" Allowing for the first score, as the line below does: {said}."


def _untested(found: Correlation | None, longer: str) -> tuple[str, str]:
    """The lead where nothing can be said: too few clients, or scores that never differ."""
    why = (found and found.why) or ""
    needs = why.removeprefix("Too early to test: ")
    if why and needs == why:
        return "Whether the alliance goes with outcome cannot be tested here.", why
    needs = f"{needs[:1].upper()}{needs[1:]} {longer}".rstrip()
    return "Too early to test whether the alliance goes with outcome here.", needs


def scatter_how(alliance: Alliance) -> str:
    """How to read the scatter, n, how much the line accounts for, and who is left out."""
    found = alliance.scatter
    grain = "The stronger a cell, the more clients." if found.cells else "Each dot is a client."
    hidden = " Cells with few clients are left blank." if found.hidden else ""
    ours = alliance_forest.chosen(alliance, found.window)
    parts = wording.rounded(found.explained * 100)
    rest = "; most of what makes people better is not on this page" if found.explained < 0.5 else ""
    plain = (
        f" The {wording.correlation(ours.r)} in the first sentence does not allow for the first score, so it can stand "
        "beside the published figure."
        if ours is not None and ours.r is not None
        else ""
    )
    return (
        f"{grain}{hidden} Height: points gained, allowing for the first score. The line allows for it too and explains "
        f"about {parts} of 100 parts of the difference between {wording.count(found.n)} clients{rest}.{plain} "
        f"{left_out(alliance)}"
    )


def forest_how(alliance: Alliance, window: str) -> str:
    """Whether ours differs from the published figure, how the range was made, and what it is not."""
    found, theirs = alliance_forest.chosen(alliance, window), alliance.published
    low, high = theirs.settings
    inside = "inside" if low <= found.r <= high else "outside"
    reaches = found.interval[0] <= high and found.interval[1] >= low
    but = "; its own range reaches into it" if inside == "outside" and reaches else ""
    made = (
        f"Ranges allow for clients of one therapist being alike ({found.therapists} therapists)."
        if found.method == "jackknife over groups"
        else "With fewer than eight therapists, ranges take clients as independent and are a little too narrow."
    )
    return (
        f"Ours lies {inside} the range in which most single settings fall ({alliance_forest.said(low, 2)} to "
        f"{alliance_forest.said(high, 2)}, derived by us from published figures){but}. {made} "
        "Going together is not cause."
    )


def forest_source(alliance: Alliance) -> list[str]:
    """Where the published figure comes from, and how the range of settings was derived."""
    theirs = alliance.published
    low, high = theirs.interval
    return [
        f"**{theirs.label}:** r = {alliance_forest.said(theirs.r)} ({alliance_forest.said(low)} to "
        f"{alliance_forest.said(high)}), {theirs.k} studies. {theirs.source}, {theirs.year}, doi {theirs.doi}.",
        f"**Where single settings fall:** {theirs.settings_note}",
    ]


def sessions_how(alliance: Alliance, same: bool) -> str:
    """How to read the sessions, with n, and what allowing for change by then says."""
    rows = [row for row in (alliance.by_session if same else alliance.by_session_all) if row.r is not None]
    ns = [row.n for row in rows]
    who = (
        f"The same {wording.count(ns[0])} clients in every session, those with all five forms and a later ORS."
        if same
        else f"Everybody with the form: {wording.count(max(ns))} down to {wording.count(min(ns))} as people leave."
    )
    last = rows[-1]
    rest = ""
    if last.partial_ors_interval and last.partial_ors_interval[0] <= 0 <= last.partial_ors_interval[1]:
        rest = (
            f" By session {last.session}, the alliance adds nothing clear to what the wellbeing of that day already"
            " shows."
        )
    return (
        f"{who} Filled: allowing for the first ORS. Hollow: allowing for the ORS of that session too, so for early "
        f"change.{rest}"
    )


def patterns_how(alliance: Alliance) -> str:
    """The rule behind the patterns, what low starts that rose did, and who has no pattern."""
    rows = {row.pattern: row.unplanned for row in alliance.patterns}
    stayed, rose = rows["low_stays_low"], rows["low_rising"]
    told = ""
    if min(stayed.n, rose.n) >= wording.ENOUGH and None not in (stayed.estimate, rose.estimate):
        told = (
            f" After a low start, {wording.in_100(rose.estimate)} ended unplanned where it rose, "
            f"{wording.in_100(stayed.estimate)} where it stayed."
        )
        told += (
            " Low and rising is good news: these clients told us early."
            if rose.interval and stayed.interval and rose.interval[1] < stayed.interval[0]
            else " The two ranges overlap."
            if rose.interval and stayed.interval and rose.interval[0] <= stayed.interval[1]
            else ""
        )
    without = (
        f" Left out: {wording.plural(alliance.no_pattern, 'episode')} with fewer than two forms."
        if alliance.no_pattern
        else ""
    )
    hidden = [
        alliance_patterns.NAMES[row.pattern]
        for row in alliance.patterns
        if (row.unplanned.why or "").startswith("Hidden")
    ]
    small = f" Not shown, because a count is too small: {wording.listed(hidden).lower()}." if hidden else ""
    return (
        f"Low is an SRS under {alliance.low_total:g}; first against last form of sessions 1 to 5.{told} Clients who "
        f"left after one form have no pattern.{without}{small}"
    )


def no_patterns(alliance: Alliance) -> str:
    """Why there is no chart of the patterns."""
    if is_code(alliance.unplanned.why, "endings_not_recorded"):
        return f"{alliance.unplanned.why} {wording_endings.ADD}"
    return "No ended episode with two early SRS yet."


def patterns_alt(alliance: Alliance) -> str:
    """The patterns in one sentence."""
    said = [
        f"{alliance_patterns.NAMES[row.pattern].lower()}: {phrase(row.unplanned)}"
        for row in alliance.patterns
        if phrase(row.unplanned)
    ]
    if not said:
        return "Too few endings for a share in any early pattern."
    return f"Ended unplanned by early pattern: {'; '.join(said)}."


def completion_how(alliance: Alliance) -> str:
    """How complete the forms are and whether they thin out."""
    whole = alliance.completed
    if whole.n < wording.SMALL:
        return f"{wording.plural(whole.n, 'session')} so far: too few for a share."
    if phrase(whole) is None:
        return whole.why or "No share can be shown here."
    rows = [row for row in alliance_forms.held(alliance) if row.n >= wording.ENOUGH]
    trend = ""
    if len(rows) > 1 and rows[-1].share < rows[0].share - 0.05:
        first, last = rows[0], rows[-1]
        trend = (
            f" Forms thin out from {wording.in_100(first.share)} at session {first.session} to "
            f"{wording.in_100(last.share)} at session {last.session}; later alliance numbers rest on fewer people."
        )
    elif len(rows) > 1 and whole.estimate:
        trend = " Forms do not thin out with later sessions."
    if whole.estimate == 1:
        return f"**All {wording.count(whole.n)}** sessions have an SRS.{trend}"
    return f"**{phrase(whole)}** sessions have an SRS (n = {wording.count(whole.n)}).{trend}"


def totals_how(alliance: Alliance) -> str:
    """How many forms sit at the ceiling, and what that may mean."""
    full = alliance.ceiling
    if phrase(full) is None:
        return full.why or "Too few forms for a share."
    many = (
        "Very many 40s usually mean the form feels unsafe to answer, not that everything is perfect."
        if full.estimate is not None and full.estimate >= MANY_FULL
        else "A form at 40 cannot show a better session, so it tells little."
    )
    down = ""
    if alliance.started_full:
        n = alliance.came_down
        came = "" if n is None else f"; {wording.count(n) if n else 'none'} of them gave a lower one later"
        who = wording.plural(alliance.started_full, "client")
        down = f" {who} gave 39.5 or more on each of the first four forms{came}."
    return (
        f"**{phrase(full)}** forms are exactly 40 (n = {wording.count(full.n)}). {many}{down} Ask for what was "
        "missing, not for a higher mark."
    )
