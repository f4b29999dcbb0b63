"""Forest plot of the practice's SRS-outcome correlations and the published mean and range."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Correlation
from analytics.messages import gettext
from pages.ui import chart_style, formatting, interval_rows
from pages.ui.figure import Drawing
from pages.ui.interval_rows import Span

LOW, HIGH = -0.1, 0.6  # r, the part of the axis that is drawn at least
MARGIN = 0.03  # r


def correlation_of(alliance: Alliance, window: str) -> Correlation | None:
    """Return the SRS-outcome correlation for sessions 1 to 5 or for the early sessions, by `window`."""
    return alliance.first_five if window == "first_five" else alliance.early


def name(session: int | str) -> str:
    """Return the text for a session number or a range of them: `session 2`, `sessions 3–5`."""
    return (
        gettext("sessions {session}").format(session=session.replace("-", "–"))
        if isinstance(session, str)
        else gettext("session {session}").format(session=session)
    )


def draw(alliance: Alliance, *, window: str) -> Drawing | None:
    """Draw the practice's and the published correlations in one plot; return None if either is missing."""
    ours, theirs = correlation_of(alliance, window), alliance.published
    if ours is None or ours.r is None or theirs is None:
        return None
    rows = [
        _row(
            gettext("<b>Here, {name}</b>").format(name=name(ours.session)),
            ours.r,
            ours.interval,
            "alliance",
            ours.n,
        ),
        _row("Here, allowing for the start", ours.partial_r, ours.partial_interval, "few", ours.n),
        _row("… and for change by then", ours.partial_ors_r, ours.partial_ors_interval, "few", ours.n),
        Span(
            gettext("Published, {k} studies").format(k=theirs.k),
            theirs.r,
            theirs.interval,
            "theirs",
            f"<b>{theirs.source}, {theirs.year}</b><br>r = {r_text(theirs.r)}<br>{theirs.label}",
        ),
        Span(
            "Where single settings fall (derived by us)",
            None,
            theirs.settings,
            "goal",
            gettext("<b>Most single settings</b><br>r from {first} to {last}").format(
                first=r_text(theirs.settings[0], 2), last=r_text(theirs.settings[1], 2)
            ),
        ),
    ]
    rows = [row for row in rows if row.value is not None or row.kind == "goal"]
    edges = [edge for row in rows for edge in (*(row.interval or ()),)]
    low, high = min(LOW, min(edges) - MARGIN), max(HIGH, max(edges) + MARGIN)
    return interval_rows.draw(rows, low=low, high=high, title="correlation r", line=0.0)


def r_text(r: float, digits: int = 3) -> str:
    """Format a correlation without the leading zero, as in scientific papers: `.278`."""
    return formatting.number(r, digits).replace("0.", ".", 1)


def _row(label: str, r: float | None, interval: tuple[float, float] | None, kind: str, n: int) -> Span:
    text = chart_style.hover(
        label if "<b>" in label else f"<b>{label}</b>",
        formatting.correlation(r),
        formatting.between(*interval, 2) if interval else "",
        gettext("n = {n}").format(n=formatting.count(n)),
    )
    return Span(label, r, interval, kind, "" if r is None else text)
