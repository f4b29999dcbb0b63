"""Calibration plot of the early-warning model: predicted against observed frequency, by risk group."""

from __future__ import annotations

import numpy as np

from analytics.messages import gettext
from analytics.risk.assessment import Assessment
from analytics.risk.results import CalibrationCurve, CalibrationDot
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 300  # px
STEP = 10  # of 100


def draw(assessment: Assessment) -> Drawing | None:
    """Draw predicted against observed frequency with 95 % intervals; None without validation clients."""
    if not assessment.dots:
        return None
    figure = chart_style.new(HEIGHT, x_title="we said, in 100")
    high = max(*(dot.interval[1] for dot in assessment.dots), *(dot.said for dot in assessment.dots))
    top = min(100.0, float(np.ceil(high * 100 / STEP) * STEP))
    figure.add_scatter(
        x=[0.0, top],
        y=[0.0, top],
        mode="lines",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE, "dash": "dash"},
        hoverinfo="skip",
        name="honest",
    )
    if assessment.curve:
        _curve(figure, assessment.curve, top)
    for dot in assessment.dots:
        figure.add_scatter(
            x=[dot.said * 100] * 2,
            y=[edge * 100 for edge in dot.interval],
            mode="lines",
            line={"color": chart_style.WELLBEING, "width": 2.2},
            hoverinfo="skip",
            name="range",
        )
    most = max(dot.n for dot in assessment.dots)
    figure.add_scatter(
        x=[dot.said * 100 for dot in assessment.dots],
        y=[dot.happened * 100 for dot in assessment.dots],
        mode="markers",
        marker={
            "color": chart_style.WELLBEING,
            "opacity": 1,
            "size": [8 + 5 * dot.n / most for dot in assessment.dots],
        },
        text=[_hover(dot) for dot in assessment.dots],
        hovertemplate="%{text}<extra></extra>",
        name="groups",
    )
    figure.update_xaxes(range=[0, top], dtick=STEP if top <= 60 else 2 * STEP)
    figure.update_yaxes(range=[0, top * 1.02], dtick=STEP if top <= 60 else 2 * STEP)
    return figure


def _curve(figure: Drawing, curve: CalibrationCurve, top: float) -> None:
    """Draw a smoothed calibration curve with its 95 % band."""
    x = [said * 100 for said in curve.said]
    low, high = ([min(edge * 100, top) for edge in line] for line in (curve.lower, curve.upper))
    figure.add_scatter(
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        mode="lines",
        fill="toself",
        fillcolor=chart_style.tint(chart_style.WELLBEING, 0.18),
        line={"width": 0},
        hoverinfo="skip",
        name="95% band",
    )
    figure.add_scatter(
        x=x,
        y=[happened * 100 for happened in curve.happened],
        mode="lines",
        line={"color": chart_style.WELLBEING, "width": 1.6},
        hoverinfo="skip",
        name="smoothed",
    )


def _hover(dot: CalibrationDot) -> str:
    return gettext("<b>We said {said}</b><br>it happened to {happened}<br>{interval}<br>n = {n}").format(
        said=formatting.in_100(dot.said),
        happened=formatting.in_100(dot.happened),
        interval=formatting.between_100(*dot.interval),
        n=formatting.count(dot.n),
    )
