"""Charts of SRS completion by session number and of the distribution of SRS totals."""

from __future__ import annotations

import numpy as np

from analytics.alliance.results import Alliance, Completion
from analytics.messages import gettext, ngettext
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 210  # px each
FEWEST = 50  # forms; below it no histogram
FULL = 40  # SRS points


def rows_with_share(alliance: Alliance) -> list[Completion]:
    """Return the rows of SRS completion with ten sessions or more and a share that is not withheld.

    There is one row per session number.
    """
    return [row for row in alliance.completion if row.share is not None and (row.n or 0) >= formatting.SMALL]


def completion(alliance: Alliance) -> Drawing | None:
    """Draw the share of sessions with an SRS by session number; return None for under two shares."""
    rows = rows_with_share(alliance)
    if len(rows) < 2:
        return None
    figure = chart_style.new(HEIGHT, x_title="Session")
    figure.add_scatter(
        x=np.array([row.session for row in rows]),
        y=np.array([row.share for row in rows]) * 100,
        mode="lines+markers",
        name="completion",
        line={"color": chart_style.ALLIANCE, "width": chart_style.LINE},
        marker={"color": chart_style.ALLIANCE, "size": chart_style.DOT},
        text=[
            ngettext(
                "<b>Session {session}</b><br>{share} have an SRS<br>{n} session",
                "<b>Session {session}</b><br>{share} have an SRS<br>{n} sessions",
                row.n or 0,
            ).format(n=formatting.count(row.n), session=row.session, share=formatting.in_100(row.share))
            for row in rows
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_xaxes(range=[0.6, max(5, rows[-1].session) + 0.4], dtick=1, tick0=1)
    figure.update_yaxes(range=[0, 104], dtick=25)
    return figure


def totals(alliance: Alliance) -> Drawing | None:
    """Draw a histogram of SRS totals, with a separate bar for exactly 40; return None for too few forms."""
    rows = [row for row in alliance.totals if row.n is not None]
    if alliance.ceiling.n < FEWEST or not rows:
        return None
    figure = chart_style.new(HEIGHT, x_title="SRS total, from 20")
    for full in (False, True):
        bars = [row for row in rows if (row.points == FULL) is full]
        if not bars:
            continue
        figure.add_bar(
            x=np.array([row.points + (0.9 if full else 0.5) for row in bars]),
            y=np.array([row.n for row in bars]),
            width=0.9,
            name="full" if full else "totals",
            marker={
                "color": chart_style.CLEAR if full else chart_style.ALLIANCE,
                "line": {"width": 2.2 if full else 0, "color": chart_style.ALLIANCE},
            },
            text=[""] * len(bars),
            hovertext=[
                ngettext("<b>{points}</b><br>{n} form", "<b>{points}</b><br>{n} forms", row.n or 0).format(
                    points="Exactly 40" if full else _points(row.points), n=formatting.count(row.n)
                )
                for row in bars
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    _low_total_line(figure, alliance)
    figure.update_layout(margin={"t": 24})
    figure.update_xaxes(
        range=[19.7, 41.6], tickvals=[20, 25, 30, 35, 40.9], ticktext=["20", "25", "30", "35", "40"]
    )
    return figure


def _points(points: int) -> str:
    return (
        "Under 21"
        if points == 20
        else gettext("{points} to under {limit}").format(points=points, limit=points + 1)
    )


def _low_total_line(figure: Drawing, alliance: Alliance) -> None:
    """Draw a vertical line at the total below which an SRS counts as low, if such a threshold is set."""
    if alliance.low_total is None:
        return
    figure.add_shape(
        type="line",
        x0=alliance.low_total,
        x1=alliance.low_total,
        y0=0,
        y1=1,
        yref="y domain",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE, "dash": "dash"},
    )
    figure.add_annotation(
        x=alliance.low_total,
        y=1,
        yref="y domain",
        yanchor="bottom",
        text=gettext("under {low_total:g}: ask").format(low_total=alliance.low_total),
        showarrow=False,
        font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
    )
