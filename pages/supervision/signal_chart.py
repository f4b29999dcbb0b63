"""Chart of an agreed signal over time, with the day of the agreement and the day to look again."""

from __future__ import annotations

import datetime

import numpy as np

from analytics.agreements import Period, Shift, SignalOverTime
from analytics.focus.results import AREAS
from analytics.messages import gettext, ngettext
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 250  # px
LABELS = 26  # px above the chart, for the names of the two days
NAME_AWAY = 3  # px between a line and its name
ROOM = datetime.timedelta(days=5)  # after the last day


def scale(signal: str) -> int:
    """Return the factor from the units of a signal to those of the chart: points, or of every 100."""
    return 1 if signal in AREAS else 100


def draw(answer: SignalOverTime, shift: Shift) -> Drawing | None:
    """Draw the mean of each period with its band, and vertical lines at both days; return None without periods.

    The time whose forms the verdict rests on is shaded, once there is a verdict; the dashed line is the level before.
    """
    if not answer.periods:
        return None
    figure = chart_style.new(HEIGHT, right_labels=True)
    figure.update_layout(margin={"l": 4, "r": chart_style.RIGHT_LABELS, "t": LABELS, "b": 0})
    if shift.last_day is not None:
        _shaded(figure, answer.start, shift.last_day)
    _band(figure, answer)
    if shift.before.estimate is not None:
        chart_style.reference(figure, scale(answer.signal) * shift.before.estimate, gettext("before"))
    _means(figure, answer)
    _line(figure, answer.start, gettext("agreed {day}"), "solid", "right")
    _line(figure, answer.look_again, gettext("look again"), "dot", "left")
    first, last = answer.periods[0].first, max(answer.periods[-1].last, answer.look_again)
    room = (last - min(first, answer.start)) / 4  # for the name of the first day, left of its line
    first = min(first, answer.start - room)
    figure.update_xaxes(range=[str(first), str(last + ROOM)], nticks=5, tickformat=chart_style.MONTH_TICKS)
    if answer.signal not in AREAS:
        figure.update_yaxes(range=[-3, 103], dtick=25, tick0=0)
    return figure


def _runs(periods: tuple[Period, ...]) -> list[list[Period]]:
    """Return the periods in runs without an empty one in between."""
    runs: list[list[Period]] = []
    for one in periods:
        if runs and (one.first - runs[-1][-1].last).days == 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _band(figure: Drawing, answer: SignalOverTime) -> None:
    """Draw the interval of each period as a step as long as the period."""
    by, x, y = scale(answer.signal), [], []
    for run in _runs(tuple(one for one in answer.periods if one.interval is not None)):
        steps = [(day, one.interval) for one in run for day in (one.first, one.last) if one.interval]
        days = [day for day, _ in steps]
        x += [*days, *reversed(days), days[0]]
        y += [by * high for _, (_, high) in steps] + [by * low for _, (low, _) in reversed(steps)] + [np.nan]
    if not x:
        return
    figure.add_scatter(
        x=np.array(x, dtype="datetime64[D]"),
        y=np.array(y, dtype=float),
        mode="lines",
        line={"width": 0, "color": chart_style.CLEAR},
        fill="toself",
        fillcolor=chart_style.tint(chart_style.ALLIANCE, 0.22),
        hoverinfo="skip",
    )


def _means(figure: Drawing, answer: SignalOverTime) -> None:
    """Draw the mean of each period as a dot in its middle; a line joins periods that follow each other."""
    by, x, y, text = scale(answer.signal), [], [], []
    for run in _runs(answer.periods):
        x += [one.first + (one.last - one.first) / 2 for one in run] + [run[-1].last]
        y += [by * one.mean for one in run] + [np.nan]
        text += [hover(one, answer.signal) for one in run] + [""]
    figure.add_scatter(
        x=np.array(x, dtype="datetime64[D]"),
        y=np.array(y, dtype=float),
        mode="lines+markers",
        line={"color": chart_style.ALLIANCE, "width": chart_style.THIN},
        marker={"color": chart_style.ALLIANCE, "size": chart_style.DOT - 1},
        text=text,
        hovertemplate="%{text}<extra></extra>",
    )


def hover(one: Period, signal: str) -> str:
    """Return the hover text of a period: its days, mean with range, and clients."""
    is_area, by = signal in AREAS, scale(signal)
    value = (
        gettext("{value} points").format(value=formatting.signed(one.mean, 2))
        if is_area
        else formatting.in_100(one.mean)
    )
    if one.interval is not None:
        low, high = (by * bound for bound in one.interval)
        digits = 2 if is_area else 0
        value = f"{value} {formatting.between(low, high, digits, first=False, sign=is_area)}"
    days = gettext("{first} to {last}").format(
        first=formatting.day_of_month(one.first), last=formatting.day(one.last)
    )
    clients = ngettext("{n} client", "{n} clients", one.clients).format(n=formatting.count(one.clients))
    return chart_style.hover(f"<b>{days}</b>", value, clients)


def _line(figure: Drawing, day: datetime.date, label: str, dash: str, anchor: str) -> None:
    """Draw a vertical line at a day, with its name above the chart on the side away from the other line."""
    figure.add_shape(
        type="line",
        x0=str(day),
        x1=str(day),
        y0=0,
        y1=1,
        yref="paper",
        line={"color": chart_style.CONTEXT, "width": chart_style.REF_LINE, "dash": dash},
    )
    figure.add_annotation(
        x=str(day),
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor=anchor,
        xshift=NAME_AWAY if anchor == "left" else -NAME_AWAY,
        text=label.format(day=formatting.day_of_month(day)),
        showarrow=False,
        font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
    )


def _shaded(figure: Drawing, start: datetime.date, last: datetime.date) -> None:
    """Shade the days whose forms count for the verdict."""
    figure.add_shape(
        type="rect",
        x0=str(start),
        x1=str(last + datetime.timedelta(days=1)),
        y0=0,
        y1=1,
        yref="paper",
        line={"width": 0},
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.1),
        layer="below",
    )
