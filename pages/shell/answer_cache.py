"""Cache of answers and charts; pages get both only through this module.

    overview = answer_cache.get(context, outcomes.overview)
    figure = answer_cache.get_figure(context, months_chart.draw, outcomes.overview, options={"measure": "unplanned"})

The key of every cached answer holds the function, the version's file, its name and the digest of its
definitions, the viewer's scope, the filters and the arguments, each compared as it is and not by a hash of it.
Nothing is left out of the key and nothing is written to disk, so one person can never be given another
person's rows. (`st.cache_data` would do the same at three milliseconds a look; a page looks eight times.)
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from threading import Condition
from typing import TYPE_CHECKING, Any, TypeVar

from cachetools import LRUCache, cached

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse
from pages.server import gc_tuning
from pages.ui import chart_style
from pages.ui.figure import Drawing

if TYPE_CHECKING:
    from pages.shell.page_context import Context

T = TypeVar("T")
F = TypeVar("F", bound=Callable)

ANSWERS, FIGURES = 2000, 400  # kept at most, over all viewers
_answers: LRUCache = LRUCache(ANSWERS)
_figures: LRUCache = LRUCache(FIGURES)


def clear() -> None:
    """Clear the caches of answers and charts."""
    _answers.clear()
    _figures.clear()


def _key(
    function: Callable, warehouse: Warehouse, scope: Scope, filters: Filters, arguments: tuple, *drawing: Any
) -> tuple:
    version = warehouse.version
    return (
        *(function, str(version.path), version.name, version.definitions_digest),
        *(scope, filters, arguments, *drawing),
    )


@cached(_answers, key=_key, condition=Condition())
def _answer(
    function: Callable, warehouse: Warehouse, scope: Scope, filters: Filters, arguments: tuple
) -> Any:
    with gc_tuning.tracking_kept():
        return function(warehouse, scope, filters, **dict(arguments))


@cached(_figures, key=_key, condition=Condition())
def _figure(
    function: Callable,
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    arguments: tuple,
    chart: Callable[..., Drawing | None],
    options: tuple,
) -> Drawing | None:
    answer = _answer(function, warehouse, scope, filters, arguments)
    return chart_style.finish(chart(answer, **dict(options)))


def _named(function: F) -> F:
    """Return the function if it is defined at the top level of a module; raise TypeError otherwise.

    The data of a lambda or closure would be missing in the cache key.
    """
    module, name = function.__module__, function.__qualname__
    if "<" in name or getattr(importlib.import_module(module), name, None) is not function:
        raise TypeError(f"answers needs a function of a module, not {name}")
    return function


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
    return _answer(_named(function), warehouse, scope, filters, _pairs(arguments))


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
    return _figure(
        _named(function),
        context.warehouse,
        context.scope,
        filters or context.filters,
        _pairs(arguments),
        _named(chart),
        _pairs(options or {}),
    )
