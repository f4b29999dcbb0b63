"""Sentences of the alliance page, with the numbers filled in."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Correlation, Pattern
from analytics.answers import Estimate
from analytics.messages import gettext, ngettext, paragraph
from analytics.why import is_code
from pages.alliance import by_session_chart, completion_charts, forest_plot, patterns_chart
from pages.alliance.drops_text import drops_footnote as drops_footnote
from pages.alliance.drops_text import drops_lead as drops_lead
from pages.alliance.drops_text import paths_footnote as paths_footnote
from pages.ui import endings_text, formatting
from pages.ui.selection_text import LONGER, left_out, phrase

WINDOWS = ("early", "first_five")
NO_LINE = "Scores that never differ have no trend."
MANY_FULL = 0.3  # share of forms at the ceiling from which a word about it is in place


def windows(early: tuple[int, int]) -> dict[str, str]:
    """Return a dict: label of the sessions switch -> name of the range (`early`, `first_five`)."""
    labels = {gettext("Sessions {first}–{last}").format(first=early[0], last=early[1]): "early"}
    return labels if tuple(early) == (1, 5) else labels | {"Sessions 1–5": "first_five"}


def sessions(correlation: Correlation) -> str:
    """Return the words for the session range of a correlation: `sessions 3 to 5`."""
    return gettext("sessions {session}").format(session=str(correlation.session).replace("-", " to "))


def lead(alliance: Alliance, window: str) -> tuple[str, str]:
    """Return (main sentence, second sentence): whether SRS and outcome correlate; the published average."""
    correlation, theirs = forest_plot.chosen(alliance, window), alliance.published
    if correlation is None or correlation.r is None or correlation.interval is None or theirs is None:
        return _untested(correlation, LONGER if alliance.filters.since else "")
    low, high = correlation.interval
    if low > 0:
        template = gettext(
            "Where clients rated the alliance higher in {sessions}, they ended better: {r} ({interval})."
        )
    elif high < 0:
        template = gettext(
            "Where clients rated the alliance higher in {sessions}, they ended lower: {r} ({interval})."
        )
    else:
        template = gettext(
            "Alliance in {sessions} and how clients ended show no clear link: {r} ({interval})."
        )
    bold = template.format(
        sessions=sessions(correlation),
        r=formatting.correlation(correlation.r),
        interval=formatting.between(low, high, 2),
    )
    published = gettext("Published average across {n} studies: {r}.").format(
        n=theirs.k, r=forest_plot.said(theirs.r)
    )
    return bold, paragraph(published, _without_srs(alliance), _allowing(correlation))


def _without_srs(alliance: Alliance) -> str:
    """Return the sentence on the share of sessions without an SRS; empty where nearly none lacks it."""
    done = alliance.completed.estimate
    if done is None or done >= 0.995:
        return ""
    return gettext("{share} sessions have no SRS, so this leaves some people out.").format(
        share=formatting.in_100(1 - done)
    )


def _allowing(correlation: Correlation) -> str:
    """Return the sentence with the correlation controlled for the first ORS; empty if not computed."""
    if correlation.partial_r is None:
        return ""
    figure = formatting.correlation(correlation.partial_r)
    if correlation.partial_interval:
        figure = f"{figure} {formatting.between(*correlation.partial_interval, 2, first=False)}"
    return gettext("Allowing for the first score, as the line below does: {figure}.").format(figure=figure)


def _untested(correlation: Correlation | None, longer: str) -> tuple[str, str]:
    """Return the opening texts if no correlation can be tested: too few clients, or scores do not vary."""
    why = (correlation and correlation.why) or ""
    needs = why.removeprefix("Too early to test: ")
    if why and needs == why:
        return "Whether the alliance goes with outcome cannot be tested here.", why
    needs = f"{needs[:1].upper()}{needs[1:]}"
    return "Too early to test whether the alliance goes with outcome here.", paragraph(needs, longer)


def nothing_drawn(alliance: Alliance, window: str) -> str:
    """Return the sentence on why the card of the scatter plot is empty.

    How many clients it needs stands in the lead.
    """
    correlation = forest_plot.chosen(alliance, window)
    if correlation is not None and (correlation.why or "").startswith("Too early to test"):
        return "Each client is a dot here, once there are enough."
    return (correlation and correlation.why) or NO_LINE


def no_sessions(alliance: Alliance, same: bool) -> str:
    """Return why no correlation by session is drawn, for the same clients or for all."""
    why, early = by_session_chart.rows(alliance, same)[0].why or NO_LINE, "Too early to test: "
    if not same or not why.startswith(early):
        return why
    return gettext("Too early to test with the same clients in every session: {why}").format(
        why=why.removeprefix(early)
    )


def scatter_footnote(alliance: Alliance) -> str:
    """Return how to read the scatter plot, with n, the explained share and the clients left out."""
    scatter = alliance.scatter
    if scatter is None:
        return ""
    ours = forest_plot.chosen(alliance, scatter.window)
    template = (
        gettext(
            "The line allows for it too and explains about {parts} of 100 parts of the difference between {n} clients;"
            " most of what makes people better is not on this page."
        )
        if scatter.explained < 0.5
        else gettext(
            "The line allows for it too and explains about {parts} of 100 parts of the difference between {n} clients."
        )
    )
    return paragraph(
        "The stronger a cell, the more clients." if scatter.cells else "Each dot is a client.",
        "Cells with few clients are left blank." if scatter.hidden else "",
        "Height: points gained, allowing for the first score.",
        template.format(parts=formatting.rounded(scatter.explained * 100), n=formatting.count(scatter.n)),
        gettext(
            "The {r} in the first sentence does not allow for the first score, so it can stand beside the published"
            " figure."
        ).format(r=formatting.correlation(ours.r))
        if ours is not None and ours.r is not None
        else "",
        left_out(alliance),
    )


def forest_footnote(alliance: Alliance, window: str) -> str:
    """Return whether the practice's r is within the range of most settings, and how ranges are computed."""
    correlation, theirs = forest_plot.chosen(alliance, window), alliance.published
    if correlation is None or correlation.r is None or correlation.interval is None or theirs is None:
        return ""
    return paragraph(
        _among_settings(correlation.r, correlation.interval, theirs.settings),
        gettext("Ranges allow for clients of one therapist being alike ({n} therapists).").format(
            n=correlation.therapists
        )
        if correlation.method == "jackknife over groups"
        else "With fewer than eight therapists, ranges take clients as independent and are a little too narrow.",
        "Going together is not cause.",
    )


def _among_settings(r: float, interval: tuple[float, float], settings: tuple[float, float]) -> str:
    """Return the sentence on where a correlation lies in the range of single settings."""
    low, high = settings
    if low <= r <= high:
        template = gettext(
            "Ours lies inside the range in which most single settings fall ({low} to {high}, derived by us from"
            " published figures)."
        )
    elif interval[0] <= high and interval[1] >= low:
        template = gettext(
            "Ours lies outside the range in which most single settings fall ({low} to {high}, derived by us from"
            " published figures); its own range reaches into it."
        )
    else:
        template = gettext(
            "Ours lies outside the range in which most single settings fall ({low} to {high}, derived by us from"
            " published figures)."
        )
    return template.format(low=forest_plot.said(low, 2), high=forest_plot.said(high, 2))


def forest_source(alliance: Alliance) -> list[str]:
    """Return the sources of the published correlation and of the range over single settings."""
    theirs = alliance.published
    if theirs is None:
        return []
    low, high = theirs.interval
    return [
        gettext("**{label}:** r = {r} ({low} to {high}), {k} studies. {source}, {year}, doi {doi}.").format(
            label=theirs.label,
            r=forest_plot.said(theirs.r),
            low=forest_plot.said(low),
            high=forest_plot.said(high),
            k=theirs.k,
            source=theirs.source,
            year=theirs.year,
            doi=theirs.doi,
        ),
        gettext("**Where single settings fall:** {settings_note}").format(settings_note=theirs.settings_note),
    ]


def sessions_footnote(alliance: Alliance, same: bool) -> str:
    """Return how to read the correlations by session, with n, and what the SRS adds to the same day's ORS."""
    rows = [row for row in (alliance.by_session if same else alliance.by_session_all) if row.r is not None]
    ns = [row.n for row in rows]
    last = rows[-1]
    interval = last.partial_ors_interval
    return paragraph(
        gettext("The same {n} clients in every session, those with all five forms and a later ORS.").format(
            n=formatting.count(ns[0])
        )
        if same
        else gettext("Everybody with the form: {most} down to {fewest} as people leave.").format(
            most=formatting.count(max(ns)), fewest=formatting.count(min(ns))
        ),
        "Filled: allowing for the first ORS.",
        "Hollow: allowing for the ORS of that session too, so for early change.",
        gettext(
            "By session {session}, the alliance adds nothing clear to what the wellbeing of that day already shows."
        ).format(session=last.session)
        if interval and interval[0] <= 0 <= interval[1]
        else "",
    )


def patterns_footnote(alliance: Alliance) -> str:
    """Return the definition of early patterns, how low starts ended, and which clients have no pattern."""
    hidden = [patterns_chart.NAMES[row.pattern] for row in alliance.patterns if _hidden(row)]
    return paragraph(
        gettext("Low is an SRS under {total:g}; first against last form of sessions 1 to 5.").format(
            total=alliance.low_total
        ),
        *_low_starts({row.pattern: row.unplanned for row in alliance.patterns}),
        "Clients who left after one form have no pattern.",
        ngettext(
            "Left out: {n} episode with fewer than two forms.",
            "Left out: {n} episodes with fewer than two forms.",
            alliance.no_pattern,
        ).format(n=formatting.count(alliance.no_pattern))
        if alliance.no_pattern
        else "",
        gettext("Not shown, because a count is too small: {patterns}.").format(
            patterns=formatting.listed(hidden).lower()
        )
        if hidden
        else "",
    )


def _low_starts(rows: dict[str, Estimate]) -> tuple[str, ...]:
    """Return the sentences that compare endings where a low alliance rose and where it stayed low."""
    stayed, rose = rows["low_stays_low"], rows["low_rising"]
    if min(stayed.n, rose.n) < formatting.ENOUGH or None in (stayed.estimate, rose.estimate):
        return ()
    shares = gettext(
        "After a low start, {rose} ended unplanned where it rose, {stayed} where it stayed."
    ).format(rose=formatting.in_100(rose.estimate), stayed=formatting.in_100(stayed.estimate))
    if not rose.interval or not stayed.interval:
        return (shares,)
    if rose.interval[1] < stayed.interval[0]:
        return shares, "Low and rising is good news: these clients told us early."
    return (shares, "The two ranges overlap.") if rose.interval[0] <= stayed.interval[1] else (shares,)


def too_few_forms(alliance: Alliance) -> str:
    """Return the words for too few forms: `Not enough data yet: 7 of 50 forms`."""
    return gettext("Not enough data yet: {n} of {needed} forms").format(
        n=formatting.count(alliance.ceiling.n), needed=completion_charts.FEWEST
    )


def _hidden(row: Pattern) -> bool:
    """Return whether a pattern's share of unplanned endings is withheld because n is small."""
    return (row.unplanned.why or "").startswith("Hidden")


def no_patterns(alliance: Alliance) -> str:
    """Return the reason why there is no chart of unplanned endings by early pattern."""
    if is_code(alliance.unplanned.why, "endings_not_recorded"):
        return f"{alliance.unplanned.why} {endings_text.ADD}"
    if any(_hidden(row) for row in alliance.patterns):
        return "Too few clients in each pattern to show without naming somebody."
    if any(row.unplanned.estimate is not None for row in alliance.patterns):
        return f"{formatting.not_enough(alliance.unplanned.n)}."
    return "No ended episode with two early SRS yet."


def patterns_alt(alliance: Alliance) -> str:
    """Return one sentence with the share of unplanned endings of every pattern, as alternative text."""
    shares = [
        f"{patterns_chart.NAMES[row.pattern].lower()}: {phrase(row.unplanned)}"
        for row in alliance.patterns
        if phrase(row.unplanned)
    ]
    if not shares:
        return "Too few endings for a share in any early pattern."
    return gettext("Ended unplanned by early pattern: {shares}.").format(shares="; ".join(shares))


def completion_footnote(alliance: Alliance) -> str:
    """Return how many sessions have an SRS, and whether the share falls with the session number."""
    whole = alliance.completed
    n = formatting.count(whole.n)
    if whole.n < formatting.SMALL:
        return ngettext(
            "{n} session so far: too few for a share.", "{n} sessions so far: too few for a share.", whole.n
        ).format(n=n)
    if phrase(whole) is None:
        return whole.why or "No share can be shown here."
    if whole.estimate == 1:
        sentence = gettext("**All {n}** sessions have an SRS.").format(n=n)
    elif whole.n < formatting.ENOUGH:
        sentence = gettext("**{share}** sessions have an SRS.").format(share=phrase(whole))
    else:
        sentence = gettext("**{share}** sessions have an SRS (n = {n}).").format(share=phrase(whole), n=n)
    return paragraph(sentence, _completion_trend(alliance))


def _completion_trend(alliance: Alliance) -> str:
    """Return the sentence on whether the share of sessions with an SRS falls; empty for too few sessions."""
    rows = [
        (row.session, row.share or 0.0)
        for row in completion_charts.held(alliance)
        if (row.n or 0) >= formatting.ENOUGH
    ]
    if len(rows) < 2:
        return ""
    (first, at_first), (last, at_last) = rows[0], rows[-1]
    if at_last < at_first - 0.05:
        return gettext(
            "Forms thin out from {at_first} at session {first} to {at_last} at session {last}; later alliance numbers"
            " rest on fewer people."
        ).format(
            at_first=formatting.in_100(at_first), first=first, at_last=formatting.in_100(at_last), last=last
        )
    return "Forms do not thin out with later sessions." if alliance.completed.estimate else ""


def totals_footnote(alliance: Alliance) -> str:
    """Return how many SRS totals are exactly 40 (the maximum) and what many such forms may mean."""
    full = alliance.ceiling
    if phrase(full) is None:
        return full.why or "Too few forms for a share."
    return paragraph(
        gettext("**{share}** forms are exactly 40 (n = {n}).").format(
            share=phrase(full), n=formatting.count(full.n)
        ),
        "Very many 40s usually mean the form feels unsafe to answer, not that everything is perfect."
        if full.estimate is not None and full.estimate >= MANY_FULL
        else "A form at 40 cannot show a better session, so it tells little.",
        _came_down(alliance.started_full, alliance.came_down),
        "Ask for what was missing, not for a higher mark.",
        "Bars of few forms are not drawn." if any(row.n is None for row in alliance.totals) else "",
    )


def _came_down(full: int | None, lower: int | None) -> str:
    """Return the sentence on clients whose first four forms were near the maximum; empty without any."""
    if not full:
        return ""
    if lower is None:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms.",
            "{n} clients gave 39.5 or more on each of the first four forms.",
            full,
        )
    elif not lower:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms; none of them gave a lower one later.",
            "{n} clients gave 39.5 or more on each of the first four forms; none of them gave a lower one later.",
            full,
        )
    else:
        template = ngettext(
            "{n} client gave 39.5 or more on each of the first four forms; {lower} of them gave a lower one later.",
            "{n} clients gave 39.5 or more on each of the first four forms; {lower} of them gave a lower one later.",
            full,
        )
    return template.format(n=formatting.count(full), lower=formatting.count(lower))
