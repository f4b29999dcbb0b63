"""Caterpillar plot: difference of each therapist from the practice, with two intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.messages import gettext
from analytics.therapists.results import Comparison, Therapist
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

ROW, FOOT = 19, 52  # px


def draw(
    comparison: Comparison, *, names: tuple[tuple[str, str], ...], picked: str | None = None
) -> Drawing | None:
    """Draw a caterpillar plot with one row per therapist; return None without therapists.

    `names` holds (code, label) pairs.
    """
    rows = [one for one in comparison.therapists if one.estimate is not None]
    if not rows:
        return None
    labels = dict(names)
    figure = chart_style.new(ROW * max(len(rows), 4) + FOOT + 14)
    band = comparison.others
    if band is not None:
        figure.add_shape(
            type="rect", x0=band.low, x1=band.high, y0=-0.6, y1=len(rows) - 0.4, layer="below",
            fillcolor=chart_style.tint(chart_style.CONTEXT, 0.16), line={"width": 0},
        )  # fmt: skip
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.6, y1=len(rows) - 0.4, layer="below",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
    )  # fmt: skip
    for kind in ("quiet", "worded", "picked"):
        _bars(figure, rows, kind, comparison, labels, picked)
    reach = max(abs(edge) for one in rows for edge in one.interval or (0.0,))
    figure.update_xaxes(
        range=[-reach * 1.08, reach * 1.08], nticks=6, title={"text": _title(comparison.unit)}
    )
    figure.update_yaxes(
        range=[-0.7, len(rows) - 0.3],
        tickvals=list(range(len(rows))),
        ticktext=[labels.get(one.therapist, one.therapist)[:18] for one in rows][::-1],
        showgrid=False,
    )
    figure.add_annotation(
        x=0, y=1, yref="paper", yanchor="bottom", text="practice", showarrow=False,
        font={"size": chart_style.FONT - 1, "color": chart_style.REFERENCE},
    )  # fmt: skip
    figure.update_layout(margin={"l": 4, "r": 10, "t": 22, "b": 0})
    return figure


def _title(unit: str) -> str:
    return {"percentage points": "of every 100, difference"}.get(
        unit, gettext("{unit}, difference").format(unit=unit)
    )


def _kind(one: Therapist, picked: str | None) -> str:
    return "worded" if one.worded else "picked" if one.therapist == picked else "quiet"


def _bars(
    figure: Drawing,
    rows: Sequence[Therapist],
    kind: str,
    comparison: Comparison,
    labels: Mapping[str, str],
    picked: str | None,
) -> None:
    of_kind = [(len(rows) - 1 - index, one) for index, one in enumerate(rows) if _kind(one, picked) == kind]
    if not of_kind:
        return
    colour = {"quiet": chart_style.CONTEXT, "worded": chart_style.LOOK, "picked": chart_style.WELLBEING}[kind]
    for part, width in (("interval", 1.4), ("likely", 4.5)):
        x, y = [], []
        for index, one in of_kind:
            x += [*getattr(one, part), None]
            y += [index, index, None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            hoverinfo="skip",
            name=f"{kind} {part}",
            line={"color": colour, "width": width},
        )
    figure.add_scatter(
        x=np.array([one.estimate for _, one in of_kind]),
        y=np.array([index for index, _ in of_kind]),
        mode="markers",
        name=kind,
        marker={"symbol": "diamond" if kind == "worded" else "circle", "size": 11 if kind == "worded" else 9,
                "color": colour},
        customdata=[one.therapist for _, one in of_kind],
        text=[hover(one, comparison.unit, labels.get(one.therapist, one.therapist)) for _, one in of_kind],
        hovertemplate="%{text}<extra></extra>",
        unselected={"marker": {"opacity": 0.9}},
    )  # fmt: skip


def hover(one: Therapist, unit: str, label: str) -> str:
    """Return the hover text of a therapist: name, difference with interval, n, and a verdict."""
    between = "" if one.interval is None else formatting.between(*one.interval, first=False, sign=True)
    said = "differs by more than chance usually explains" if one.worded else "no clear difference"
    return (
        f"<b>{label}</b><br>{formatting.signed(one.estimate)} {unit} "
        f"{between}, n = {formatting.count(one.n)}<br>{said}"
    )
