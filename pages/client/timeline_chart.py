"""Chart of one client's scores by session number: ORS panel above, SRS panel below.

Missing forms leave a gap and a grey cross at the foot of their panel; drops and repairs stand on the curve.
"""

from __future__ import annotations

import numpy as np

from analytics.client.results import Mark, Session, Timeline
from analytics.course import BandPoint
from analytics.messages import gettext
from pages.client import expected_band
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT_ORS = 300  # px, when there is no alliance panel
_UPPER, _LOWER = (0.53, 0.96), (0.0, 0.41)  # parts of the figure's height
USUAL_SRS_FLOOR = 20.0  # SRS points; the axis goes further down only when a score does


def floor(timeline: Timeline) -> float:
    """Return the lower end of the SRS axis: 20, or a lower multiple of ten if a score is below 20."""
    lowest = min((row.srs for row in timeline.sessions if row.srs is not None), default=USUAL_SRS_FLOOR)
    return min(USUAL_SRS_FLOOR, float(lowest // 10 * 10))


def draw(timeline: Timeline, *, chosen: int | None = None) -> Drawing | None:
    """Draw the ORS panel and, if there are SRS scores, the SRS panel; mark the selected session."""
    if not timeline.sessions:
        return None
    two = timeline.n_srs > 0
    figure = chart_style.new(
        chart_style.HEIGHT["timeline"] if two else HEIGHT_ORS, right_labels=True, x_title="Session"
    )
    upper = _UPPER if two else (0.0, 0.92)
    figure.update_layout(yaxis={"domain": upper, "range": [-1, 41], "tickvals": [0, 10, 20, 30, 40]})
    _early(figure, timeline, upper, "y")
    _panel_title(figure, upper[1], "<b>Wellbeing</b> (ORS, 0 to 40)")
    if timeline.cutoff is not None:
        _level(
            figure,
            timeline,
            timeline.cutoff,
            gettext("{cutoff:g}<br>cutoff").format(cutoff=timeline.cutoff),
            "y",
        )
    expected_band.paint(figure, timeline.expected_course)
    _curve(figure, timeline, "ors", chart_style.WELLBEING, "y", chosen)
    _missing(figure, timeline, "missing_ors", "y", 1.0)
    if two:
        _alliance(figure, timeline, chosen)
    last = timeline.sessions[-1].session_no
    figure.update_xaxes(
        range=[0.6, max(last, 5) + 0.4],
        dtick=1 if last <= 14 else 2 if last <= 30 else 5,
        tick0=1,
        anchor="y2" if two else "y",
    )
    return figure


def _alliance(figure: Drawing, timeline: Timeline, chosen: int | None) -> None:
    low = floor(timeline)
    figure.update_layout(
        yaxis2={
            "domain": _LOWER,
            "anchor": "x",
            "range": [low - (40 - low) * 0.04, 41],
            "dtick": 10,
            "tick0": 0,
        }
    )
    _early(figure, timeline, _LOWER, "y2")
    _panel_title(figure, _LOWER[1], gettext("<b>Alliance</b> (SRS, axis from {low:g} to 40)").format(low=low))
    _level(
        figure,
        timeline,
        timeline.low_total,
        gettext("{low_total:g}<br>ask").format(low_total=timeline.low_total),
        "y2",
    )
    _curve(figure, timeline, "srs", chart_style.ALLIANCE, "y2", chosen)
    _missing(figure, timeline, "missing_srs", "y2", low + (40 - low) * 0.04)
    _marks(figure, timeline)


def _panel_title(figure: Drawing, y: float, text: str) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=y,
        yref="paper",
        yanchor="bottom",
        text=text,
        showarrow=False,
        font={"size": chart_style.FONT, "color": chart_style.REFERENCE},
    )


def _early(figure: Drawing, timeline: Timeline, domain: tuple[float, float], axis: str) -> None:
    """Shade the early sessions and label them, if there are SRS scores."""
    first, last = timeline.early_window
    if timeline.sessions[-1].session_no < first or not timeline.has_srs:
        return
    figure.add_shape(
        type="rect",
        x0=first - 0.4,
        x1=last + 0.4,
        y0=domain[0],
        y1=domain[1],
        yref="paper",
        line={"width": 0},
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.09),
        layer="below",
    )
    if axis == "y":
        figure.add_annotation(
            x=(first + last) / 2,
            y=domain[1],
            yref="paper",
            yanchor="top",
            text=gettext("sessions {first}–{last}").format(first=first, last=last),
            showarrow=False,
            font={"size": chart_style.FONT - 1, "color": chart_style.REFERENCE},
        )


def _level(figure: Drawing, timeline: Timeline, value: float, label: str, axis: str) -> None:
    ends = np.array([0.6, max(timeline.sessions[-1].session_no, 5) + 0.4])
    figure.add_scatter(
        x=ends,
        y=np.full(2, float(value)),
        yaxis=axis,
        mode="lines",
        hoverinfo="skip",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE, "dash": "dash"},
    )
    chart_style.margin_label(figure, value, label, yref=axis)


def _curve(
    figure: Drawing, timeline: Timeline, form: str, colour: str, axis: str, chosen: int | None
) -> None:
    """Draw the ORS or SRS scores as a line with gaps where forms are missing."""
    x = np.array([row.session_no for row in timeline.sessions])
    y = np.array(
        [np.nan if getattr(row, form) is None else float(getattr(row, form)) for row in timeline.sessions]
    )
    drops = {mark.session_no: mark for mark in timeline.marks if mark.kind == "drop"}
    ranges = {point.session: point for point in timeline.expected_course[1:]} if form == "ors" else {}
    text = np.array(
        [hover(row, form, drops.get(row.session_no), ranges.get(row.session_no)) for row in timeline.sessions]
    )
    figure.add_scatter(
        x=x,
        y=y,
        yaxis=axis,
        mode="lines+markers",
        connectgaps=False,
        text=text,
        customdata=x,
        name=form,
        hovertemplate="%{text}<extra></extra>",
        line={"color": colour, "width": chart_style.LINE},
        marker={"color": colour, "size": chart_style.DOT},
        unselected={"marker": {"opacity": 0.9}},
    )
    is_chosen = (x == chosen) & ~np.isnan(y) if chosen else np.zeros(len(x), dtype=bool)
    if is_chosen.any():
        figure.add_scatter(
            x=x[is_chosen],
            y=y[is_chosen],
            yaxis=axis,
            mode="markers",
            hoverinfo="skip",
            name="chosen",
            cliponaxis=False,
            marker={
                "symbol": "circle-open",
                "size": chart_style.RING,
                "color": chart_style.CONTEXT,
                "line": {"width": 2, "color": chart_style.CONTEXT},
            },
        )


def hover(row: Session, form: str, drop: Mark | None, expected: BandPoint | None = None) -> str:
    """Return the hover text of a point: session, date, score, expected range, size of an alliance drop."""
    score = getattr(row, form)
    lines = [
        gettext("<b>Session {session_no} · {date}</b>").format(
            session_no=row.session_no, date=formatting.day(row.date)
        ),
        f"{form.upper()} {formatting.number(score)}",
    ]
    if expected is not None:
        lines.append(
            gettext("expected {p10} to {p90}").format(
                p10=formatting.rounded(expected.p10), p90=formatting.rounded(expected.p90)
            )
        )
    if form == "srs" and drop is not None and drop.size is not None:
        lines.append(
            gettext("{size} against this client's usual {baseline}").format(
                size=formatting.signed(-abs(drop.size)), baseline=formatting.number(drop.baseline)
            )
        )
    return "<br>".join(lines)


def _missing(figure: Drawing, timeline: Timeline, kind: str, axis: str, foot: float) -> None:
    sessions = np.array([mark.session_no for mark in timeline.marks if mark.kind == kind])
    if not sessions.size:
        return
    form = kind.removeprefix("missing_").upper()
    figure.add_scatter(
        x=sessions,
        y=np.full(len(sessions), foot),
        yaxis=axis,
        mode="markers",
        name=kind,
        customdata=sessions,
        marker={
            "symbol": "x-thin",
            "size": 8,
            "color": chart_style.CONTEXT,
            "line": {"width": 2, "color": chart_style.CONTEXT},
        },
        text=np.array(
            [gettext("<b>Session {n}</b><br>no {form} filled in").format(n=n, form=form) for n in sessions]
        ),
        hovertemplate="%{text}<extra></extra>",
    )


def _marks(figure: Drawing, timeline: Timeline) -> None:
    scores = {row.session_no: float(row.srs) for row in timeline.sessions if row.srs is not None}
    looks = {
        "drop": {"symbol": "diamond", "size": 14, "color": chart_style.LOOK},
        "repair": {
            "symbol": "circle-open",
            "size": 17,
            "color": chart_style.ALLIANCE,
            "line": {"width": 2.2, "color": chart_style.ALLIANCE},
        },
    }
    for kind, marker in looks.items():
        marks = [mark for mark in timeline.marks if mark.kind == kind and mark.session_no in scores]
        if marks:
            figure.add_scatter(
                x=np.array([mark.session_no for mark in marks]),
                y=np.array([scores[mark.session_no] for mark in marks]),
                yaxis="y2",
                mode="markers",
                marker=marker,
                hoverinfo="skip",
                name=kind,
            )
