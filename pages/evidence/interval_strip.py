"""Small SVG chart of a claim: published value, where practices fall, the practice's estimate and interval."""

from __future__ import annotations

from collections.abc import Callable

from analytics.evidence.results import Claim
from pages.ui.glyphs import CONTEXT
from pages.ui.safe_html import Html, html

_WIDE, _TALL, _EDGE = 200.0, 44.0, 8.0
_THEIRS, _OURS, _FOOT = 10.0, 25.0, 42.0  # y of the published figure, of ours, of the words
_PAD = 0.12  # share of the axis left free on either side
UNITLESS = ("share",)  # units that cannot lie below 0


def strip(claim: Claim, label: str) -> Html:
    """Draw a claim's intervals as a small SVG chart; return empty HTML if it has no interval.

    Parameters
    ----------
    claim
        The claim with its published and own figures.
    label
        The strip in words, for people who do not see it.
    """
    theirs, ours, value = _grey(claim), claim.ours.interval, claim.published.value
    edges = [edge for span in (theirs, ours) if span for edge in span]
    edges += [] if value is None else [value]
    if not edges:
        return Html("")
    low, high = min(0.0, *edges), max(0.0, *edges)
    pad = _PAD * (high - low)
    low -= 0 if claim.ours.unit in UNITLESS else pad
    high += pad

    def x(value: float) -> float:
        return round(_EDGE + (value - low) / (high - low) * (_WIDE - 2 * _EDGE), 1)

    parts = [
        html('<line x1="{x}" x2="{x}" y1="2" y2="31" class="k-ref"/>', x=x(0.0)),
        html('<text x="{x}" y="{y}" text-anchor="middle" class="k-text">0</text>', x=x(0.0), y=_FOOT),
    ]
    if theirs:
        parts.append(_band(theirs, x))
    if value is not None:
        parts.append(_tick(value, x))
    if ours:
        parts += _ours(claim, ours, x)
    return html(
        '<svg class="hf-strip-claim" width="200" height="44" viewBox="0 0 200 44" role="img" aria-label="{label}">'
        "{parts}</svg>",
        label=label,
        parts=parts,
    )


def _grey(claim: Claim) -> tuple[float, float] | None:
    """Return the grey band of a claim: the range of true values across settings, else the negligible differences.

    None where there is neither.
    """
    if claim.published.settings is not None:
        return claim.published.settings
    if claim.ours.band is not None:
        return -claim.ours.band, claim.ours.band
    return None


def _band(span: tuple[float, float], x: Callable[[float], float]) -> Html:
    return html(
        '<rect x="{a}" width="{w}" y="{y}" height="12" rx="1.5" class="m-{c} k-band"/>',
        a=x(span[0]),
        w=max(round(x(span[1]) - x(span[0]), 1), 1.5),
        y=_THEIRS - 6,
        c=CONTEXT,
    )


def _tick(value: float, x: Callable[[float], float]) -> Html:
    return html(
        '<line x1="{x}" x2="{x}" y1="{a}" y2="{b}" class="m-{c} k-line"/>',
        x=x(value),
        a=_THEIRS - 7,
        b=_THEIRS + 7,
        c=CONTEXT,
    )


def _ours(claim: Claim, span: tuple[float, float], x: Callable[[float], float]) -> list[Html]:
    line = '<line x1="{a}" x2="{b}" y1="{y}" y2="{y}" class="m-{c} k-line"/>'
    dot = '<circle cx="{x}" cy="{y}" r="5" class="m-{c} k-full"/>'
    drawn = [html(line, a=x(span[0]), b=x(span[1]), y=_OURS, c=claim.colour)]
    if claim.ours.estimate is not None:
        drawn.append(html(dot, x=x(claim.ours.estimate), y=_OURS, c=claim.colour))
    return drawn
