"""Sentences of the alliance page, with the numbers filled in."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Correlation
from analytics.messages import gettext, paragraph
from pages.alliance import by_session_chart, forest_plot
from pages.alliance.drops_text import drops_footnote as drops_footnote
from pages.alliance.drops_text import drops_lead as drops_lead
from pages.alliance.drops_text import paths_footnote as paths_footnote
from pages.ui import formatting
from pages.ui.selection_text import LONGER, left_out

NO_LINE = "Scores that never differ have no trend."


def windows(early: tuple[int, int]) -> dict[str, str]:
    """Map the labels of the session switch, such as `Sessions 1–5`, to `early` or `first_five`."""
    labels = {gettext("Sessions {first}–{last}").format(first=early[0], last=early[1]): "early"}
    return labels if tuple(early) == (1, 5) else labels | {"Sessions 1–5": "first_five"}


def sessions(correlation: Correlation) -> str:
    """Return the text for the session range of a correlation: `sessions 3 to 5`."""
    return gettext("sessions {session}").format(session=str(correlation.session).replace("-", " to "))


def lead(alliance: Alliance, window: str) -> tuple[str, str]:
    """Return (main sentence, second sentence): correlation of SRS and outcome, and the published average."""
    correlation, theirs = forest_plot.correlation_of(alliance, window), alliance.published
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
        n=theirs.k, r=forest_plot.r_text(theirs.r)
    )
    return bold, paragraph(published, without_srs(alliance), _allowing(correlation))


def without_srs(alliance: Alliance) -> str:
    """Return the sentence on the share of sessions without an SRS; empty if almost all sessions have one."""
    done = alliance.completed.estimate
    if done is None or done >= 0.995:
        return ""
    return gettext("{share} sessions have no SRS, so this leaves some people out.").format(
        share=formatting.in_100(1 - done)
    )


def _allowing(correlation: Correlation) -> str:
    """Return the sentence on the correlation adjusted for the first ORS; empty if not computed."""
    if correlation.partial_r is None:
        return ""
    figure = formatting.correlation(correlation.partial_r)
    if correlation.partial_interval:
        figure = f"{figure} {formatting.between(*correlation.partial_interval, 2, first=False)}"
    return gettext("Allowing for the first score, as the line below does: {figure}.").format(figure=figure)


def _untested(correlation: Correlation | None, longer: str) -> tuple[str, str]:
    """Return the opening texts for a practice without a testable correlation, including the reason."""
    why = (correlation and correlation.why) or ""
    needs = why.removeprefix("Too early to test: ")
    if why and needs == why:
        return "Whether the alliance goes with outcome cannot be tested here.", why
    needs = f"{needs[:1].upper()}{needs[1:]}"
    return "Too early to test whether the alliance goes with outcome here.", paragraph(needs, longer)


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
    why = by_session_chart.rows(alliance, same)[0].why or NO_LINE
    needs = why.removeprefix("Too early to test: ")
    if not same or needs == why:
        return why
    return gettext("Too early to test with the same clients in every session: {needs}").format(needs=needs)


def scatter_footnote(alliance: Alliance) -> str:
    """Explain how to read the scatter plot, with n, explained variance and the number of clients left out."""
    scatter = alliance.scatter
    if scatter is None:
        return ""
    ours = forest_plot.correlation_of(alliance, scatter.window)
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
    """State whether the practice's r is in the usual published range, and how intervals are computed."""
    correlation, theirs = forest_plot.correlation_of(alliance, window), alliance.published
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
    """Return the sentence on whether the practice's correlation is in the usual range of other services."""
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
    return template.format(low=forest_plot.r_text(low, 2), high=forest_plot.r_text(high, 2))


def forest_source(alliance: Alliance) -> list[str]:
    """Return the sources of the published correlation and of its usual range in single services."""
    theirs = alliance.published
    if theirs is None:
        return []
    low, high = theirs.interval
    return [
        gettext("**{label}:** r = {r} ({low} to {high}), {k} studies. {source}, {year}, doi {doi}.").format(
            label=theirs.label,
            r=forest_plot.r_text(theirs.r),
            low=forest_plot.r_text(low),
            high=forest_plot.r_text(high),
            k=theirs.k,
            source=theirs.source,
            year=theirs.year,
            doi=theirs.doi,
        ),
        gettext("**Where single settings fall:** {settings_note}").format(settings_note=theirs.settings_note),
    ]


def sessions_footnote(alliance: Alliance, same: bool) -> str:
    """Explain how to read the correlations per session, with the number of clients."""
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
