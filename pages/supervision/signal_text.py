"""Sentences beside the chart of an agreed signal over time."""

from __future__ import annotations

from analytics.agreements import Shift, SignalOverTime
from analytics.focus.results import AREAS
from analytics.messages import gettext, paragraph
from pages.supervision import shift_text
from pages.supervision.signal_chart import scale
from pages.supervision.text import SIGNALS
from pages.ui import formatting

_EACH_DOT = {  # days of a period -> how to read a dot
    7: gettext("Each dot: the clients of one week."),
    14: gettext("Each dot: the clients of two weeks."),
    28: gettext("Each dot: the clients of four weeks."),
    91: gettext("Each dot: the clients of three months."),
}


def y_title(signal: str) -> str:
    """Return the words on the vertical axis."""
    if signal in AREAS:
        return gettext("{area}: points beside the mean of the other three areas").format(area=SIGNALS[signal])
    return gettext("{signal}, of every 100").format(signal=SIGNALS[signal])


def alt(answer: SignalOverTime, shift: Shift) -> str:
    """Return the chart's text alternative: its signal, the day of the agreement, the day to look again, the verdict."""
    what = gettext("{signal} from {first} to {last}; agreed on {start}, to look again on {again}.").format(
        signal=SIGNALS[answer.signal],
        first=formatting.day(answer.periods[0].first),
        last=formatting.day(answer.until),
        start=formatting.day(answer.start),
        again=formatting.day(answer.look_again),
    )
    return paragraph(what, shift_text.state(shift))


def how(answer: SignalOverTime, shift: Shift) -> str:
    """Return the sentences on how to read the chart, and that the verdict does not come from its band."""
    return paragraph(
        _EACH_DOT[answer.days],
        "The band is the 95% range of each dot and describes it only.",
        "The verdict comes from a model over two years of forms that also takes off what a low start and colleagues"
        " explain.",
        "Shaded: the time whose forms it counts." if shift.last_day is not None else "",
    )


def table(answer: SignalOverTime) -> dict[str, list]:
    """Tabulate the periods of the chart: first and last day, clients, n, mean and range."""
    rows, by = answer.periods, scale(answer.signal)
    digits = 2 if answer.signal in AREAS else 0
    return {
        "From": [row.first for row in rows],
        "To": [row.last for row in rows],
        "Clients": [row.clients for row in rows],
        "n": [row.n for row in rows],
        "Mean": [round(by * row.mean, digits) for row in rows],
        "Low": [row.interval and round(by * row.interval[0], digits) for row in rows],
        "High": [row.interval and round(by * row.interval[1], digits) for row in rows],
    }
