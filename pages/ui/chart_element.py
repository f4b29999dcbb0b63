"""Chart element of a page: draws a finished figure with its text for people who do not see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.ui.figure import Drawing

OnSelect = Callable[[], None] | Literal["rerun"] | None

_CONFIG = {"displayModeBar": False, "displaylogo": False, "showSendToCloud": False, "scrollZoom": False}


def draw(figure: Drawing, *, key: str, alt: str, on_select: OnSelect = None) -> object:
    """Draw a finished figure on the page; return the selected points if `on_select` is given.

    Parameters
    ----------
    figure
        From `chart_style.finish`.
    key
        Stable and unique on the page.
    alt
        The sentence the chart proves, for people who do not see it.
    on_select
        'rerun' or a callback for clicks on points (offer the same choice in a widget too).
    """
    if not alt:
        raise ValueError("a chart needs an alt sentence")
    alt = alt.replace("**", "")  # heard, not read: no marks of emphasis
    clicks = {"on_select": on_select, "selection_mode": "points"} if on_select else {}
    return st.plotly_chart(figure, key=key, alt=alt, config=_CONFIG, theme="streamlit", **clicks)
