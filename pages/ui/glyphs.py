"""Inline SVG images: sparkline, array of 100 dots, meter, legend marks; coloured by the stylesheet.

Each picture has a text for people who do not see it. Shapes carry the meaning, colour repeats it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pages.ui.safe_html import Html, html

WELLBEING, ALLIANCE, OUTCOME, CONTEXT = (
    "w",
    "a",
    "o",
    "g",
)  # wellbeing, alliance, look here, context: the four data colours

_KEY = {
    "line": '<line x1="1" y1="8" x2="21" y2="8" class="{c} k-line"/>',
    "thin": '<line x1="1" y1="8" x2="21" y2="8" class="{c} k-thin"/>',
    "dash": '<line x1="1" y1="8" x2="21" y2="8" class="{c} k-dash"/>',
    "band": '<rect x="1" y="3" width="20" height="10" rx="1.5" class="{c} k-band"/>',
    "bar": '<rect x="1" y="5" width="20" height="6" class="{c} k-full"/>',
    "dot": '<circle cx="11" cy="8" r="5" class="{c} k-full"/>',
    "ring": '<circle cx="11" cy="8" r="5" class="{c} k-open"/>',
    "half": '<circle cx="11" cy="8" r="5" class="{c} k-open"/><path d="M11 3a5 5 0 0 1 0 10z" class="{c} k-full"/>',
    "diamond": '<path d="M11 1.5l6.5 6.5-6.5 6.5-6.5-6.5z" class="{c} k-full"/>',
    "diamond-open": '<path d="M11 2l6 6-6 6-6-6z" class="{c} k-open"/>',
    "triangle": '<path d="M5 3h12l-6 10z" class="{c} k-full"/>',
    "cross": '<path d="M7 4l8 8M15 4l-8 8" class="{c} k-line"/>',
    "tick": '<line x1="11" y1="2" x2="11" y2="14" class="{c} k-line"/>',
}
MARKS = tuple(_KEY)


@functools.cache
def key_mark(mark: str, colour: str = CONTEXT) -> Html:
    """Return the SVG of the legend mark with this name (see MARKS), in colour 'w', 'a', 'o' or 'g'."""
    shape = html(_KEY[mark], c=f"m-{colour}")
    return html(
        '<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">{shape}</svg>', shape=shape
    )


def dot_array(groups: Sequence[tuple[int, str, str]], label: str) -> Html:
    """Return an SVG array of 20 x 5 circles, each for one of 100 people, filled row by row.

    Parameters
    ----------
    groups
        (count, shape, colour), shape 'dot', 'ring' or 'half'; counts add up to 100 (rounded shares: use `of_100`).
    label
        The same in words, for people who do not see it.

    Raises
    ------
    ValueError
        The counts do not add up to 100.
    """
    shapes = [(shape, colour) for n, shape, colour in groups for _ in range(n)]
    if len(shapes) != 100:
        raise ValueError(f"a dot array has 100 dots, got {len(shapes)}")
    return html(
        '<svg class="hf-dots" viewBox="0 0 280 70" role="img" aria-label="{label}">{dots}</svg>',
        label=label,
        dots=[_dot(index, *shape) for index, shape in enumerate(shapes)],
    )


@functools.cache
def _dot(index: int, shape: str, colour: str) -> Html:
    x, y = 7 + index % 20 * 14, 7 + index // 20 * 14
    kind = "k-full" if shape == "dot" else "k-open"
    dot = html('<circle cx="{x}" cy="{y}" r="4.8" class="m-{c} {k}"/>', x=x, y=y, c=colour, k=kind)
    if shape != "half":
        return dot
    half = html('<path d="M{x} {t}a4.8 4.8 0 0 1 0 9.6z" class="m-{c} k-full"/>', x=x, t=y - 4.8, c=colour)
    return html("{dot}{half}", dot=dot, half=half)


def of_100(counts: Sequence[float]) -> list[int]:
    """Scale counts to whole numbers that sum to 100, by the largest remainder method.

    Raises
    ------
    ValueError
        There is nobody to show.
    """
    total = sum(counts)
    if total <= 0:
        raise ValueError("no people to show")
    exact = [n * 100 / total for n in counts]
    whole = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: 100 - sum(whole)]:
        whole[index] += 1
    return whole


def meter(have: int, needed: int, label: str) -> Html:
    """Return a thin SVG bar, filled in proportion to `have` / `needed`."""
    width = 200 * max(0, min(have, needed)) / max(needed, 1)
    return html(
        '<svg class="hf-meter" viewBox="0 0 200 8" role="img" aria-label="{label}">'
        '<rect x="0" y="1" width="200" height="6" rx="3" class="m-g k-band"/>'
        '<rect x="0" y="1" width="{width}" height="6" rx="3" class="m-g k-full"/></svg>',
        width=f"{width:.1f}",
        label=label,
    )


_LOW, _HIGH, _WIDE, _TALL = 0.0, 40.0, 200.0, 58.0  # one vertical scale for every sparkline, in ORS points


def sparkline(
    scores: Sequence[float | None],
    label: str,
    *,
    cutoff: float = 25.0,
    drops: Sequence[int] = (),
    band: Sequence[tuple[float, float]] | None = None,
) -> Html:
    """Return a client's ORS by session as an SVG of 200 x 58 px, on the full scale of 0 to 40 points.

    Parameters
    ----------
    scores
        By session number, None where not filled in.
    label
        The same in words.
    cutoff
        Dashed line with its value.
    drops
        Session numbers (from 1) with an alliance drop, an amber mark on the base line.
    band
        (low, high) per session where an expected range exists.
    """
    n = max(len(scores), 2)
    step = 164.0 / max(n - 1, 8)

    def x(index: int) -> str:
        return f"{6 + index * step:.1f}"

    def y(value: float) -> str:
        return f"{4 + (_HIGH - min(max(float(value), _LOW), _HIGH)) / (_HIGH - _LOW) * 44:.1f}"

    parts = []
    if band:
        upper = [f"{x(i)},{y(high)}" for i, (_, high) in enumerate(band)]
        lower = [f"{x(i)},{y(low)}" for i, (low, _) in enumerate(band)]
        parts.append(html('<polygon class="m-w k-band" points="{p}"/>', p=" ".join(upper + lower[::-1])))
    parts.append(html('<line x1="6" x2="176" y1="{y}" y2="{y}" class="k-ref"/>', y=y(cutoff)))
    parts.append(
        html(
            '<text x="180" y="{y}" class="k-text">{t}</text>',
            y=f"{float(y(cutoff)) + 4:.1f}",
            t=f"{cutoff:g}",
        )
    )
    parts += _curve([(x(i), y(score)) for i, score in enumerate(scores) if score is not None])
    for session in drops:
        a = float(x(session - 1))
        parts.append(html('<path class="m-o k-full" d="M{a} 49l4 4-4 4-4-4z"/>', a=f"{a:.1f}"))
    return html(
        '<svg class="hf-spark" width="200" height="58" viewBox="0 0 200 58" role="img" aria-label="{label}">{p}</svg>',
        label=label,
        p=parts,
    )


def _curve(points: Sequence[tuple[str, str]]) -> list[Html]:
    """Return an SVG line through the points with a dot on the last one; empty without points."""
    if not points:
        return []
    across, up = points[-1]
    return [
        html('<polyline class="m-w k-path" points="{p}"/>', p=" ".join(f"{a},{b}" for a, b in points)),
        html('<circle class="m-w k-full" cx="{a}" cy="{b}" r="3.6"/>', a=across, b=up),
    ]
