"""Ask `analytics` once, remember the answer: the only way a page gets numbers or a figure.

    overview = answers.of(context, outcomes.overview)
    figure = answers.figure(context, months_chart.draw, outcomes.overview, measure="unplanned")

The key of every remembered answer holds the store, the data version, the digest of the definitions, the
viewer's scope, the filters and the arguments. Nothing is left out of the key and nothing is written to disk,
so one person can never be given another person's rows.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse
from pages.parts.charts import spec

_FRESH = {"show_spinner": False}


def _identity(warehouse: Warehouse) -> tuple[str, str, str]:
    version = warehouse.version
    return (str(version.path), version.name, version.definitions_digest)


def _simple(scope: Scope) -> str:
    return repr(scope)


_HASH = {Warehouse: _identity, Scope: _simple, Filters: repr}


def _resolve(module: str, name: str) -> Callable:
    return getattr(importlib.import_module(module), name)


@st.cache_data(max_entries=2000, hash_funcs=_HASH, **_FRESH)
def _answer(
    module: str, name: str, warehouse: Warehouse, scope: Scope, filters: Filters, arguments: tuple
) -> Any:
    return _resolve(module, name)(warehouse, scope, filters, **dict(arguments))


@st.cache_resource(max_entries=400, hash_funcs=_HASH, **_FRESH)
def _figure(
    module: str,
    name: str,
    chart_module: str,
    chart_name: str,
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    arguments: tuple,
    options: tuple,
) -> Any:
    answer = _answer(module, name, warehouse, scope, filters, arguments)
    return spec.finish(_resolve(chart_module, chart_name)(answer, **dict(options)))


def _named(function: Callable) -> tuple[str, str]:
    """Module and name of a module-level function; a lambda or a closure is refused, its data would miss the key."""
    module, name = function.__module__, function.__qualname__
    if "<" in name or getattr(importlib.import_module(module), name, None) is not function:
        raise TypeError(f"answers needs a function of a module, not {name}")
    return module, name


def _pairs(arguments: dict) -> tuple:
    return tuple(sorted(arguments.items()))


def of(context, function: Callable, *, filters: Filters | None = None, **arguments) -> Any:
    """The answer of `function(warehouse, scope, filters, **arguments)`, remembered.

    Parameters: context from `guard.enter`; filters instead of the sidebar's where a card compares periods;
    arguments: plain hashable values only (text, numbers, dates, tuples), never a frame.
    """
    return asked(function, context.warehouse, context.scope, filters or context.filters, **arguments)


def asked(function: Callable, warehouse: Warehouse, scope: Scope, filters: Filters, **arguments) -> Any:
    """The same for the parts that work before there is a context."""
    return _answer(*_named(function), warehouse, scope, filters, _pairs(arguments))


def figure(
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
        *_named(function),
        *_named(chart),
        context.warehouse,
        context.scope,
        filters or context.filters,
        _pairs(arguments),
        _pairs(options or {}),
    )
