"""Ask `analytics` once, remember the answer: the only way a page gets numbers or a figure.

    overview = answer_cache.get(context, outcomes.overview)
    figure = answers.figure(context, months_chart.draw, outcomes.overview, measure="unplanned")

The key of every remembered answer holds the function, the version's file, its name and the digest of its
definitions, the viewer's scope, the filters and the arguments, each compared as it is and not by a hash of it.
Nothing is left out of the key and nothing is written to disk, so one person can never be given another
person's rows. (`st.cache_data` would do the same at three milliseconds a look; a page looks eight times.)
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse
from pages.server import gc_tuning
from pages.ui import chart_style

ANSWERS, FIGURES = 2000, 400  # remembered at most, over all viewers
_answers: LRUCache = LRUCache(ANSWERS)
_figures: LRUCache = LRUCache(FIGURES)


def clear() -> None:
    """Drop everything that is remembered."""
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
    chart: Callable,
    options: tuple,
) -> Any:
    answer = _answer(function, warehouse, scope, filters, arguments)
    return chart_style.finish(chart(answer, **dict(options)))


def _named(function: Callable) -> Callable:
    """The function itself if it is one of a module; a lambda or a closure is refused, its data would miss the key."""
    module, name = function.__module__, function.__qualname__
    if "<" in name or getattr(importlib.import_module(module), name, None) is not function:
        raise TypeError(f"answers needs a function of a module, not {name}")
    return function


def _pairs(arguments: dict) -> tuple:
    return tuple(sorted(arguments.items()))


def get(context, function: Callable, *, filters: Filters | None = None, **arguments) -> Any:
    """The answer of `function(warehouse, scope, filters, **arguments)`, remembered. Never change it.

    Parameters: context from `page_context.enter`; filters instead of the sidebar's where a card compares periods;
    arguments: plain hashable values only (text, numbers, dates, tuples), never a frame.
    """
    return get_for(function, context.warehouse, context.scope, filters or context.filters, **arguments)


def get_for(function: Callable, warehouse: Warehouse, scope: Scope, filters: Filters, **arguments) -> Any:
    """The same for the parts that work before there is a context."""
    return _answer(_named(function), warehouse, scope, filters, _pairs(arguments))


def get_figure(
    context,
    chart: Callable,
    function: Callable,
    *,
    options: dict | None = None,
    filters: Filters | None = None,
    **arguments,
) -> Any:
    """The figure `chart(answer, **options)` of that answer, in the common look, remembered. Never change it.

    A chart may return None where there is nothing to draw; the caller shows a state instead.
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
