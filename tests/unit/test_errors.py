"""Test that all exceptions with messages for users have one base class."""

import importlib
import inspect
import pkgutil

import analytics
from analytics.errors import HoldfastError

# Signals between parts of the program; no person reads their message.
SIGNALS = {"analytics.ingest.reading_pass.ReadAgain"}


def test_exceptions_of_analytics_share_one_base():
    strangers = set()
    for module in pkgutil.walk_packages(analytics.__path__, "analytics."):
        if module.name.endswith("__main__"):
            continue
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            ours = kind.__module__.startswith("analytics.") and issubclass(kind, BaseException)
            if ours and not issubclass(kind, HoldfastError):
                strangers.add(f"{kind.__module__}.{kind.__qualname__}")
    assert strangers == SIGNALS


def test_callers_that_catch_built_in_exceptions_still_do():
    from analytics.definitions import DefinitionError
    from analytics.filters import FilterError
    from analytics.store import StoreBusy, StoreUnusable

    assert issubclass(FilterError, ValueError) and issubclass(DefinitionError, ValueError)
    assert issubclass(StoreBusy, RuntimeError) and issubclass(StoreUnusable, RuntimeError)
