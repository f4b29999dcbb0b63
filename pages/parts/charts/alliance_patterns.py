"""Which early patterns end how? One row per pattern, in fixed order, beside the practice's own base rate."""

from __future__ import annotations

from analytics.alliance.results import Alliance, Pattern
from pages.parts import wording
from pages.parts.charts import spans
from pages.parts.charts.drawing import Drawing
from pages.parts.charts.spans import Span

NAMES = {
    "low_stays_low": "Low and stays low",
    "low_rising": "Low and rising",
    "high_stays_high": "High and stays high",
    "high_falling": "High and falling",
}


def draw(alliance: Alliance) -> Drawing | None:
    """Unplanned endings of every 100; a row of fewer than ten is hollow. None without a share."""
    rows = [row for row in alliance.patterns if row.unplanned.estimate is not None]
    if not rows:
        return None
    base = alliance.unplanned.estimate
    return spans.draw(
        [_row(row) for row in rows],
        low=0,
        high=100,
        title="unplanned, of every 100",
        line=None if base is None else base * 100,
        line_label="practice",
    )


def _row(row: Pattern) -> Span:
    found = row.unplanned
    low, high = found.interval
    label = f"{NAMES[row.pattern]} · n = {wording.count(found.n)}"
    said = wording.counted(found.events, found.n)
    return Span(
        label,
        found.estimate * 100,
        (low * 100, high * 100),
        "alliance" if found.n >= wording.SMALL else "few",
        f"<b>{NAMES[row.pattern]}</b><br>{said} ended unplanned<br>{wording.between_100(low, high)}",
    )
