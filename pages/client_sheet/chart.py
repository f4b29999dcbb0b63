"""Chart of the sheet: a client's ORS by session with the expected range, in large type and without a cutoff."""

from __future__ import annotations

import itertools

import numpy as np

from analytics.client.results import Session, Timeline
from analytics.messages import gettext
from pages.client import expected_band
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 330  # px
FONT = 15.5  # px; read by two people from one screen
LINE, DOT = 3.4, 11  # px
LOWEST_UNDER = 5.0  # points; a lower score has no room for its label below
HIGHEST_ABOVE = 35.0  # points; a higher score has no room for its label above
SHORTEST = 5  # sessions that the horizontal axis shows at least


def draw(timeline: Timeline) -> Drawing | None:
    """Draw the scores with their expected range; return None for fewer than two scores.

    Nothing joins scores of two forms, and a session without a form leaves a gap.
    """
    if timeline.n_ors < 2:
        return None
    figure = chart_style.new(HEIGHT, x_title="Session")
    figure.update_layout(font={"size": FONT}, yaxis={"range": [-1, 43], "tickvals": [0, 10, 20, 30, 40]})
    expected_band.paint(figure, timeline.expected_course, middle=False)
    for _, rows in itertools.groupby(timeline.sessions, key=_version_key()):
        _curve(figure, list(rows))
    _ends(figure, timeline)
    last = timeline.sessions[-1].session_no
    figure.update_xaxes(
        range=[0.5, max(last, SHORTEST) + 0.5], dtick=1 if last <= 12 else 2 if last <= 24 else 5, tick0=1
    )
    return figure


def _version_key():
    """Return a key function: the ORS version of a session, or of the session before it if it has no ORS."""
    held: list[str | None] = [None]

    def form(row: Session) -> str | None:
        held[0] = row.ors_version if row.ors is not None else held[0]
        return held[0]

    return form


def _curve(figure: Drawing, rows: list[Session]) -> None:
    """Draw scores of one form as a line with gaps where no form was filled in."""
    figure.add_scatter(
        x=np.array([row.session_no for row in rows]),
        y=np.array([np.nan if row.ors is None else row.ors for row in rows]),
        mode="lines+markers",
        connectgaps=False,
        name="scores",
        text=np.array([_hover(row) for row in rows]),
        hovertemplate="%{text}<extra></extra>",
        line={"color": chart_style.WELLBEING, "width": LINE},
        marker={"color": chart_style.WELLBEING, "size": DOT},
    )


def _hover(row: Session) -> str:
    return gettext("<b>Session {session} · {day}</b><br>{score} of 40").format(
        session=row.session_no, day=formatting.day(row.date), score=formatting.number(row.ors)
    )


def _ends(figure: Drawing, timeline: Timeline) -> None:
    """Write the first and the last score beside their points, on the side away from the line."""
    scored = [row for row in timeline.sessions if row.ors is not None]
    for row, beside, side, shift in (
        (scored[0], scored[1], "left", -8),
        (scored[-1], scored[-2], "right", 8),
    ):
        score, other = row.ors or 0, beside.ors or 0
        is_under = other > score > LOWEST_UNDER or score > HIGHEST_ABOVE
        figure.add_annotation(
            x=row.session_no,
            y=row.ors,
            xanchor=side,
            xshift=shift,
            yshift=-17 if is_under else 17,
            text=f"<b>{formatting.number(row.ors)}</b>",
            showarrow=False,
            font={"size": FONT, "color": chart_style.REFERENCE},
        )
