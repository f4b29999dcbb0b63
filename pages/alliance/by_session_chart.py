"""Chart of two partial correlations between SRS and last ORS for each session number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.alliance.results import Alliance, Correlation
from analytics.messages import gettext
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 300  # px
LOW, HIGH = -0.2, 0.6  # r
APART = 0.09  # sessions the two marks stand apart


def rows(alliance: Alliance, same: bool) -> tuple[Correlation, ...]:
    """Return the SRS-outcome correlations, one per session number.

    same: whether all are of the same clients, or each of all clients with an SRS in that session.
    """
    return alliance.by_session if same else alliance.by_session_all


def draw(alliance: Alliance, *, same: bool) -> Drawing | None:
    """Draw partial correlations of SRS and last ORS per session, with two sets of control variables.

    The first set holds the first ORS; the second also holds the ORS of the session itself.

    Returns None where no session has a correlation.
    """
    estimated = [row for row in rows(alliance, same) if row.partial_r is not None]
    if not estimated:
        return None
    figure = chart_style.new(HEIGHT, x_title="Session of the SRS")
    figure.add_hline(y=0, line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE}, layer="below")
    looks = (
        ("partial_r", "partial_interval", "allowing for the start", "circle", -APART),
        ("partial_ors_r", "partial_ors_interval", "and for change by then", "circle-open", APART),
    )
    edges = [LOW, HIGH]
    for value, interval, words, symbol, apart in looks:
        given = [row for row in estimated if getattr(row, value) is not None]
        if not given:
            continue
        x = np.array([int(row.session) + apart for row in given])
        edges += [edge for row in given for edge in getattr(row, interval)]
        _ranges(figure, x, [getattr(row, interval) for row in given])
        figure.add_scatter(
            x=x,
            y=np.array([getattr(row, value) for row in given]),
            mode="markers",
            name=value,
            marker={
                "color": chart_style.ALLIANCE,
                "size": 10,
                "symbol": symbol,
                "line": {"width": 1.8, "color": chart_style.ALLIANCE},
            },
            text=[
                _hover(
                    gettext("Session {session}, {words}").format(session=row.session, words=words),
                    getattr(row, value),
                    getattr(row, interval),
                    row.n,
                )
                for row in given
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(range=[0.5, 5.5], dtick=1, tick0=1)
    figure.update_yaxes(range=[min(edges) - 0.03, max(edges) + 0.03], dtick=0.2, tick0=0)
    return figure


def _hover(name: str, r: float, interval: tuple[float, float], n: int) -> str:
    return (
        f"<b>{name}</b><br>{formatting.correlation(r)}"
        f"<br>{formatting.between(*interval, 2)}<br>n = {formatting.count(n)}"
    )


def _ranges(figure: Drawing, x: np.ndarray, intervals: Sequence[tuple[float, float]]) -> None:
    gap = np.full(len(x), np.nan)
    low, high = (np.array([one[end] for one in intervals]) for end in (0, 1))
    figure.add_scatter(
        x=np.column_stack([x, x, gap]).ravel(),
        y=np.column_stack([low, high, gap]).ravel(),
        mode="lines",
        hoverinfo="skip",
        line={"color": chart_style.ALLIANCE, "width": 2},
    )
