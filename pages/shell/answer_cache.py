"""Cache of answers and charts; pages get both only through this module.

    overview = answer_cache.get(context, outcomes.overview)
    figure = answer_cache.get_figure(context, months_chart.draw, outcomes.overview, options={"measure": "unplanned"})

`analytics/version_cache` defines what is cached, under which key and for how long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from analytics import version_cache
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse
from pages.ui import chart_style
from pages.ui.figure import Drawing

if TYPE_CHECKING:
    from pages.shell.page_context import Context

T = TypeVar("T")


def _figure(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    function: Callable,
    arguments: tuple,
    chart: Callable[..., Drawing | None],
    options: tuple,
) -> Drawing | None:
    answer = get_for(function, warehouse, scope, filters, **dict(arguments))
    return chart_style.finish(chart(answer, **dict(options)))


def _pairs(arguments: Mapping[str, Any]) -> tuple:
    return tuple(sorted(arguments.items()))


def get(
    context: Context, function: Callable[..., T], *, filters: Filters | None = None, **arguments: Any
) -> T:
    """Return the cached result of `function` for this page; callers must not modify it.

    Parameters
    ----------
    context
        From `page_context.require_page`.
    function
        A function of a module.
    filters
        Instead of the sidebar's, where a card compares periods.
    **arguments
        Plain hashable values only (text, numbers, dates, tuples), never a frame.
    """
    return get_for(function, context.warehouse, context.scope, filters or context.filters, **arguments)


def get_for(
    function: Callable[..., T], warehouse: Warehouse, scope: Scope, filters: Filters, **arguments: Any
) -> T:
    """Return the cached result of `function` for a warehouse, scope and filters."""
    return version_cache.get(function, warehouse, scope, filters, **arguments)


def get_figure(
    context: Context,
    chart: Callable[..., Drawing | None],
    function: Callable,
    *,
    options: Mapping[str, Any] | None = None,
    filters: Filters | None = None,
    **arguments: Any,
) -> Drawing | None:
    """Return the chart of a cached answer, from the chart cache if possible; callers must not modify it.

    The answer is that of `get` with the same function, filters and arguments. None where there is nothing to draw;
    the caller shows a state instead.
    """
    return version_cache.get(
        _figure,
        context.warehouse,
        context.scope,
        filters or context.filters,
        function,
        _pairs(arguments),
        chart,
        _pairs(options or {}),
    )
