"""Charts of alliance drops: how many were repaired, and how the episodes ended."""

from __future__ import annotations

import numpy as np

from analytics.alliance.results import Alliance
from analytics.messages import gettext
from pages.ui import chart_style, formatting, interval_rows
from pages.ui.figure import Drawing
from pages.ui.interval_rows import Span

FEWEST = 10  # drops; below it they are listed, without rates
ROW = 38  # px
NAMES = {
    "repaired": "Repaired",
    "unrepaired": "Not repaired in time",
    "ended_after": "Ended before it came back",
    "open": "Too soon to say",
    "none": "No drop",
}
_LOOK = {
    "repaired": chart_style.ALLIANCE,
    "unrepaired": chart_style.LOOK,
    "ended_after": chart_style.LOOK,
    "open": chart_style.CONTEXT,
}


def drop_counts(alliance: Alliance) -> list[tuple[str, int]]:
    """Return (outcome of the drop, number of drops) pairs; leave out numbers that are 0 or withheld."""
    if alliance.dips is None:
        return []
    counts = [(path, getattr(alliance.dips, path)) for path in _LOOK]
    return [(path, n) for path, n in counts if n]


def draw(alliance: Alliance) -> Drawing | None:
    """Draw a bar for all alliance drops and one per outcome of a drop; return None for too few drops."""
    dips = alliance.dips
    if dips is None or dips.n is None or dips.n < FEWEST:
        return None
    rows = [("drops", dips.n), *drop_counts(alliance)]
    figure = chart_style.new(ROW * len(rows) + 8)
    figure.update_layout(margin={"l": 4, "r": 16, "t": 4, "b": 0}, barmode="overlay")
    for index, (path, n) in enumerate(rows):
        y = len(rows) - 1 - index
        colour = _LOOK.get(path, chart_style.CONTEXT)
        label = "All drops" if path == "drops" else NAMES[path]
        number = (
            formatting.count(n)
            if path == "drops"
            else gettext("{part} of {n}").format(part=formatting.count(n), n=formatting.count(dips.n))
        )
        figure.add_bar(
            x=np.array([n]),
            y=np.array([y]),
            orientation="h",
            width=0.3,
            name=path,
            marker={"color": colour, "opacity": 0.45 if path == "drops" else 1},
            hovertext=[f"<b>{label}</b><br>{number}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        figure.add_annotation(
            x=0,
            xanchor="left",
            y=y,
            yanchor="bottom",
            yshift=6,
            text=f"<b>{label}</b> · {number}" if path == "drops" else f"{label} · {number}",
            showarrow=False,
            font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
        )
    figure.update_yaxes(range=[-0.35, len(rows) - 0.35], showticklabels=False, showgrid=False)
    figure.update_xaxes(range=[0, dips.n], showticklabels=False)
    return figure


def outcome(alliance: Alliance) -> Drawing | None:
    """Draw the share of clearly improved episodes for each outcome of an alliance drop.

    Return None if fewer than two outcomes have enough episodes.
    """
    spans = []
    for row in alliance.paths:
        improved = row.improved
        if improved.estimate is None or improved.interval is None or improved.events is None:
            continue
        if improved.n < formatting.SMALL:
            continue
        low, high = improved.interval
        label = f"{NAMES[row.path]} · n = {formatting.count(improved.n)}"
        hover = gettext("<b>{path}</b><br>{events} clearly better<br>{interval}").format(
            path=NAMES[row.path],
            events=formatting.counted(improved.events, improved.n),
            interval=formatting.between_100(low, high),
        )
        kind = "quiet" if row.path == "none" else "ours"
        spans.append(Span(label, improved.estimate * 100, (low * 100, high * 100), kind, hover))
    if len(spans) < 2:
        return None
    return interval_rows.draw(spans, low=0, high=100, title="clearly better, of every 100")
