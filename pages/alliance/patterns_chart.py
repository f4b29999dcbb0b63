"""Chart of unplanned endings by early alliance pattern, with a line at the practice's overall share."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Pattern
from analytics.messages import gettext
from pages.ui import formatting, interval_rows
from pages.ui.figure import Drawing
from pages.ui.interval_rows import Span

NAMES = {
    "low_stays_low": "Low and stays low",
    "low_rising": "Low and rising",
    "high_stays_high": "High and stays high",
    "high_falling": "High and falling",
}


def draw(alliance: Alliance) -> Drawing | None:
    """Draw the number of unplanned endings per 100 episodes, by early alliance pattern.

    Marks are hollow for fewer than ten episodes.

    Returns None where no pattern has a share, or where fewer than ten episodes count in all.
    """
    rows = [span for span in map(_row, alliance.patterns) if span is not None]
    if not rows or alliance.unplanned.n < formatting.SMALL:
        return None
    base = alliance.unplanned.estimate
    return interval_rows.draw(
        rows,
        low=0,
        high=100,
        title="unplanned, of every 100",
        line=None if base is None else base * 100,
        line_label="practice",
    )


def _row(row: Pattern) -> Span | None:
    unplanned = row.unplanned
    if unplanned.estimate is None or unplanned.interval is None or unplanned.events is None:
        return None
    low, high = unplanned.interval
    label = f"{NAMES[row.pattern]} · n = {formatting.count(unplanned.n)}"
    share = formatting.counted(unplanned.events, unplanned.n)
    return Span(
        label,
        unplanned.estimate * 100,
        (low * 100, high * 100),
        "alliance" if unplanned.n >= formatting.SMALL else "few",
        gettext("<b>{pattern}</b><br>{share} ended unplanned<br>{interval}").format(
            pattern=NAMES[row.pattern], share=share, interval=formatting.between_100(low, high)
        ),
    )
