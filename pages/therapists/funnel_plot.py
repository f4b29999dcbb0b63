"""Funnel plot: each therapist's share of episodes with an outcome, against n, with control limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.messages import gettext
from analytics.therapists.results import Comparison, Funnel, Therapist
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

LOOKS = {
    "inside": {"symbol": "circle", "size": 9, "color": chart_style.CONTEXT},
    "outside_95": {
        "symbol": "diamond-open", "size": 11, "color": chart_style.CONTEXT,
        "line": {"width": 1.8, "color": chart_style.CONTEXT}
    },
    "outside_998": {"symbol": "diamond", "size": 13, "color": chart_style.LOOK},
}  # fmt: skip
WORDS = {
    "inside": "inside the range chance alone would produce",
    "outside_95": "near the edge of what chance explains",
    "outside_998": "differs by more than chance usually explains",
}


def draw(
    comparison: Comparison, *, names: tuple[tuple[str, str], ...], picked: str | None = None
) -> Drawing | None:
    """Draw the funnel plot of one measure; return None if that measure has no funnel.

    `names` holds (code, label) pairs.
    """
    funnel = comparison.funnel
    if funnel is None:
        return None
    labels = dict(names)
    figure = chart_style.new(chart_style.HEIGHT["tall"], right_labels=True, x_title="Closed episodes")
    _limits(figure, funnel)
    marks = [one for one in comparison.therapists if one.place and one.adjusted is not None]
    for kind, look in LOOKS.items():
        of_kind = [one for one in marks if one.place == kind]
        if of_kind:
            figure.add_scatter(
                x=np.array([one.n for one in of_kind]),
                y=np.array([_of_100(one) for one in of_kind]),
                mode="markers",
                name=kind,
                marker=look,
                customdata=[one.therapist for one in of_kind],
                text=[hover(one, labels) for one in of_kind],
                hovertemplate="%{text}<extra></extra>",
                unselected={"marker": {"opacity": 0.9}},
            )
    _picked(figure, marks, labels, picked)
    edges = [edge for _, low, high in funnel.level_998 for edge in (low, high) if _ >= 15]
    top = max([one.adjusted or 0.0 for one in marks] + [*edges, funnel.target + 0.1], default=1.0)
    figure.update_yaxes(range=[0, min(1.0, top * 1.08) * 100 + 1], nticks=6)
    figure.update_xaxes(range=[0, funnel.level_998[-1][0] * 1.02], nticks=6)
    return figure


def _limits(figure: Drawing, funnel: Funnel) -> None:
    n95, low95, high95 = (np.array(column) for column in zip(*funnel.level_95, strict=True))
    figure.add_scatter(
        x=np.concatenate([n95, n95[::-1]]),
        y=np.concatenate([high95, low95[::-1]]) * 100,
        mode="lines",
        fill="toself",
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.12),
        line={"color": chart_style.CLEAR, "width": 0},
        hoverinfo="skip",
        name="range",
    )
    for rows, dash, name in ((funnel.level_95, "dash", "95%"), (funnel.level_998, "solid", "99.8%")):
        n, low, high = (np.array(column) for column in zip(*rows, strict=True))
        for edge in (low, high):
            figure.add_scatter(
                x=n,
                y=edge * 100,
                mode="lines",
                hoverinfo="skip",
                name=name,
                line={"color": chart_style.REFERENCE, "width": chart_style.THIN, "dash": dash},
            )
    ends = funnel.level_95[-1], funnel.level_998[-1]
    figure.add_hline(
        y=funnel.target * 100,
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
        layer="below",
    )
    chart_style.margin_label(figure, funnel.target * 100, "practice")
    for (_, _, high), name in zip(ends, ("95%", "99.8%"), strict=True):
        chart_style.margin_label(figure, high * 100 + (0 if name == "95%" else 1.2), name)


def _picked(
    figure: Drawing, marks: Sequence[Therapist], labels: Mapping[str, str], picked: str | None
) -> None:
    one = next((one for one in marks if one.therapist == picked), None)
    if one is None:
        return
    figure.add_scatter(
        x=[one.n],
        y=[_of_100(one)],
        mode="markers",
        name="picked",
        hoverinfo="skip",
        marker={
            "symbol": "circle-open",
            "size": chart_style.RING,
            "color": chart_style.WELLBEING,
            "line": {"width": 2.2, "color": chart_style.WELLBEING},
        },
    )
    figure.add_annotation(
        x=one.n,
        y=_of_100(one),
        text=f"<b>{labels.get(one.therapist, one.therapist)}</b>",
        showarrow=False,
        yshift=20,
        font={"size": chart_style.FONT, "color": chart_style.REFERENCE},
    )


def _of_100(one: Therapist) -> float:
    return (one.adjusted or 0.0) * 100


def hover(one: Therapist, labels: Mapping[str, str]) -> str:
    """Return the hover text of a therapist: name, events and n, adjusted share, position in the funnel."""
    return gettext(
        "<b>{therapist}</b><br>{events} of {n} closed episodes<br>allowing for who came: {adjusted}<br>{place}"
    ).format(
        therapist=labels.get(one.therapist, one.therapist),
        events=formatting.count(one.events),
        n=formatting.count(one.n),
        adjusted=formatting.in_100(one.adjusted),
        place=WORDS[one.place or "inside"],
    )
