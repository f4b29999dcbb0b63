"""Sentences of the alliance page, with the numbers filled in."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Correlation, Pattern
from analytics.why import is_code
from pages.alliance import by_session_chart, completion_charts, forest_plot, patterns_chart
from pages.alliance.drops_text import drops_footnote as drops_footnote
from pages.alliance.drops_text import drops_lead as drops_lead
from pages.alliance.drops_text import paths_footnote as paths_footnote
from pages.ui import endings_text, formatting
from pages.ui.selection_text import LONGER, left_out, phrase

NO_LINE = "Scores that never differ have no trend."
MANY_FULL = 0.3  # share of forms at the ceiling from which a word about it is in place


def windows(early: tuple[int, int]) -> dict[str, str]:
    """Map the labels of the sessions switch to session ranges (`early`, `first_five`)."""
    labels = {f"Sessions {early[0]}–{early[1]}": "early"}
    return labels if tuple(early) == (1, 5) else labels | {"Sessions 1–5": "first_five"}


def sessions(correlation: Correlation) -> str:
    """Return the text for the session range of a correlation: `sessions 3 to 5`."""
    return f"sessions {str(correlation.session).replace('-', ' to ')}"


def lead(alliance: Alliance, window: str) -> tuple[str, str]:
    """Return (main sentence, second sentence): correlation of SRS and outcome, and the published average."""
    correlation, theirs = forest_plot.correlation_of(alliance, window), alliance.published
    if correlation is None or correlation.r is None or correlation.interval is None or theirs is None:
        return _untested(correlation, LONGER if alliance.filters.since else "")
    low, high = correlation.interval
    figure = f"{formatting.correlation(correlation.r)} ({formatting.between(low, high, 2)})"
    if low > 0 or high < 0:
        way = "better" if low > 0 else "lower"
        bold = (
            f"Where clients rated the alliance higher in {sessions(correlation)}, they ended {way}: {figure}."
        )
    else:
        bold = f"Alliance in {sessions(correlation)} and how clients ended show no clear link: {figure}."
    missing = alliance.completed
    people = (
        f" {formatting.in_100(1 - missing.estimate)} sessions have no SRS, so this leaves some people out."
        if missing.estimate is not None and missing.estimate < 0.995
        else ""
    )
    beside = f"Published average across {theirs.k} studies: {forest_plot.r_text(theirs.r)}.{people}"
    return bold, f"{beside}{_allowing(correlation)}"


def _allowing(correlation: Correlation) -> str:
    """Return the sentence on the correlation adjusted for the first ORS; empty if not computed."""
    if correlation.partial_r is None:
        return ""
    figure = formatting.correlation(correlation.partial_r)
    if correlation.partial_interval:
        figure += f" {formatting.between(*correlation.partial_interval, 2, first=False)}"
    return f" Allowing for the first score, as the line below does: {figure}."


def _untested(correlation: Correlation | None, longer: str) -> tuple[str, str]:
    """Return the opening texts for a practice in which no correlation can be tested, with the reason."""
    why = (correlation and correlation.why) or ""
    needs = why.removeprefix("Too early to test: ")
    if why and needs == why:
        return "Whether the alliance goes with outcome cannot be tested here.", why
    needs = f"{needs[:1].upper()}{needs[1:]} {longer}".rstrip()
    return "Too early to test whether the alliance goes with outcome here.", needs


def nothing_drawn(alliance: Alliance, window: str) -> str:
    """Return the reason why the scatter plot is empty.

    How many clients it needs stands in the lead.
    """
    correlation = forest_plot.correlation_of(alliance, window)
    if correlation is not None and (correlation.why or "").startswith("Too early to test"):
        return "Each client is a dot here, once there are enough."
    return (correlation and correlation.why) or NO_LINE


def no_sessions(alliance: Alliance, same: bool) -> str:
    """Return the reason why no correlation per session is shown."""
    why, early = by_session_chart.rows(alliance, same)[0].why or NO_LINE, "Too early to test: "
    if not same or not why.startswith(early):
        return why
    return f"Too early to test with the same clients in every session: {why.removeprefix(early)}"


def scatter_footnote(alliance: Alliance) -> str:
    """Explain how to read the scatter plot, with n, explained variance and the number of clients left out."""
    scatter = alliance.scatter
    if scatter is None:
        return ""
    grain = "The stronger a cell, the more clients." if scatter.cells else "Each dot is a client."
    hidden = " Cells with few clients are left blank." if scatter.hidden else ""
    ours = forest_plot.correlation_of(alliance, scatter.window)
    parts = formatting.rounded(scatter.explained * 100)
    rest = "; most of what makes people better is not on this page" if scatter.explained < 0.5 else ""
    plain = (
        f" The {formatting.correlation(ours.r)} in the first sentence does not allow for the first score, so it can stand "
        "beside the published figure."
        if ours is not None and ours.r is not None
        else ""
    )
    return (
        f"{grain}{hidden} Height: points gained, allowing for the first score. The line allows for it too and explains "
        f"about {parts} of 100 parts of the difference between {formatting.count(scatter.n)} clients{rest}.{plain} "
        f"{left_out(alliance)}"
    )


def forest_footnote(alliance: Alliance, window: str) -> str:
    """State whether the practice's r is in the usual published range, and how intervals are computed."""
    correlation, theirs = forest_plot.correlation_of(alliance, window), alliance.published
    if correlation is None or correlation.r is None or correlation.interval is None or theirs is None:
        return ""
    low, high = theirs.settings
    inside = "inside" if low <= correlation.r <= high else "outside"
    reaches = correlation.interval[0] <= high and correlation.interval[1] >= low
    but = "; its own range reaches into it" if inside == "outside" and reaches else ""
    method = (
        f"Ranges allow for clients of one therapist being alike ({correlation.therapists} therapists)."
        if correlation.method == "jackknife over groups"
        else "With fewer than eight therapists, ranges take clients as independent and are a little too narrow."
    )
    return (
        f"Ours lies {inside} the range in which most single settings fall ({forest_plot.r_text(low, 2)} to "
        f"{forest_plot.r_text(high, 2)}, derived by us from published figures){but}. {method} "
        "Going together is not cause."
    )


def forest_source(alliance: Alliance) -> list[str]:
    """Return the sources of the published correlation and of its range over settings."""
    theirs = alliance.published
    if theirs is None:
        return []
    low, high = theirs.interval
    return [
        f"**{theirs.label}:** r = {forest_plot.r_text(theirs.r)} ({forest_plot.r_text(low)} to "
        f"{forest_plot.r_text(high)}), {theirs.k} studies. {theirs.source}, {theirs.year}, doi {theirs.doi}.",
        f"**Where single settings fall:** {theirs.settings_note}",
    ]


def sessions_footnote(alliance: Alliance, same: bool) -> str:
    """Explain how to read the correlations per session, with the number of clients."""
    rows = [row for row in (alliance.by_session if same else alliance.by_session_all) if row.r is not None]
    ns = [row.n for row in rows]
    who = (
        f"The same {formatting.count(ns[0])} clients in every session, those with all five forms and a later ORS."
        if same
        else f"Everybody with the form: {formatting.count(max(ns))} down to {formatting.count(min(ns))} as people leave."
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


def patterns_footnote(alliance: Alliance) -> str:
    """Explain early alliance patterns, with the share of unplanned endings after a low start."""
    rows = {row.pattern: row.unplanned for row in alliance.patterns}
    stayed, rose = rows["low_stays_low"], rows["low_rising"]
    comparison = ""
    if min(stayed.n, rose.n) >= formatting.ENOUGH and None not in (stayed.estimate, rose.estimate):
        comparison = (
            f" After a low start, {formatting.in_100(rose.estimate)} ended unplanned where it rose, "
            f"{formatting.in_100(stayed.estimate)} where it stayed."
        )
        comparison += (
            " Low and rising is good news: these clients told us early."
            if rose.interval and stayed.interval and rose.interval[1] < stayed.interval[0]
            else " The two ranges overlap."
            if rose.interval and stayed.interval and rose.interval[0] <= stayed.interval[1]
            else ""
        )
    without = (
        f" Left out: {formatting.plural(alliance.no_pattern, 'episode')} with fewer than two forms."
        if alliance.no_pattern
        else ""
    )
    hidden = [patterns_chart.NAMES[row.pattern] for row in alliance.patterns if _hidden(row)]
    small = (
        f" Not shown, because a count is too small: {formatting.listed(hidden).lower()}." if hidden else ""
    )
    return (
        f"Low is an SRS under {alliance.low_total:g}; first against last form of sessions 1 to 5.{comparison} Clients who "
        f"left after one form have no pattern.{without}{small}"
    )


def _hidden(row: Pattern) -> bool:
    """Return whether a pattern's share of unplanned endings is withheld because of small numbers."""
    return (row.unplanned.why or "").startswith("Hidden")


def no_patterns(alliance: Alliance) -> str:
    """Return the reason why the chart of unplanned endings by early pattern is missing."""
    if is_code(alliance.unplanned.why, "endings_not_recorded"):
        return f"{alliance.unplanned.why} {endings_text.ADD}"
    if any(_hidden(row) for row in alliance.patterns):
        return "Too few clients in each pattern to show without naming somebody."
    if any(row.unplanned.estimate is not None for row in alliance.patterns):
        return f"{formatting.not_enough(alliance.unplanned.n)}."
    return "No ended episode with two early SRS yet."


def patterns_alt(alliance: Alliance) -> str:
    """Return the alternative text of the patterns chart: each pattern's share of unplanned endings."""
    shares = [
        f"{patterns_chart.NAMES[row.pattern].lower()}: {phrase(row.unplanned)}"
        for row in alliance.patterns
        if phrase(row.unplanned)
    ]
    if not shares:
        return "Too few endings for a share in any early pattern."
    return f"Ended unplanned by early pattern: {'; '.join(shares)}."


def completion_footnote(alliance: Alliance) -> str:
    """State how many sessions have an SRS, and whether that share falls with the session number."""
    whole = alliance.completed
    if whole.n < formatting.SMALL:
        return f"{formatting.plural(whole.n, 'session')} so far: too few for a share."
    if phrase(whole) is None:
        return whole.why or "No share can be shown here."
    rows = [
        (row.session, row.share or 0.0)
        for row in completion_charts.rows_with_share(alliance)
        if (row.n or 0) >= formatting.ENOUGH
    ]
    trend = ""
    if len(rows) > 1 and rows[-1][1] < rows[0][1] - 0.05:
        (first, at_first), (last, at_last) = rows[0], rows[-1]
        trend = (
            f" Forms thin out from {formatting.in_100(at_first)} at session {first} to "
            f"{formatting.in_100(at_last)} at session {last}; later alliance numbers rest on fewer people."
        )
    elif len(rows) > 1 and whole.estimate:
        trend = " Forms do not thin out with later sessions."
    if whole.estimate == 1:
        return f"**All {formatting.count(whole.n)}** sessions have an SRS.{trend}"
    n = "" if whole.n < formatting.ENOUGH else f" (n = {formatting.count(whole.n)})"
    return f"**{phrase(whole)}** sessions have an SRS{n}.{trend}"


def totals_footnote(alliance: Alliance) -> str:
    """State how many SRS totals are exactly 40 (the maximum), and what many such forms may mean."""
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
        came = "" if n is None else f"; {formatting.count(n) if n else 'none'} of them gave a lower one later"
        who = formatting.plural(alliance.started_full, "client")
        down = f" {who} gave 39.5 or more on each of the first four forms{came}."
    left = " Bars of few forms are not drawn." if any(row.n is None for row in alliance.totals) else ""
    return (
        f"**{phrase(full)}** forms are exactly 40 (n = {formatting.count(full.n)}). {many}{down} Ask for what was "
        f"missing, not for a higher mark.{left}"
    )
