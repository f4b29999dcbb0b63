"""Tests of the answer cache: entries of different viewers and data versions are never mixed."""

import datetime
from types import SimpleNamespace

import pytest

from analytics import version_cache
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Warehouse
from pages.shell import answer_cache
from pages.ui import chart_style

CALLS = []


def question(warehouse, scope, filters, **arguments):
    """Imitate an analytics function: return its own arguments."""
    CALLS.append(scope)
    return (
        *warehouse.named,
        scope,
        filters,
        tuple(arguments.items()),
    )


def chart(answer, height=130):
    """Imitate a chart function: draw as many points as the viewer has therapists."""
    figure = chart_style.new(height)
    figure.add_scatter(x=list(range(len(answer[2].therapists))), y=[0], marker={"color": chart_style.CONTEXT})
    return figure


def warehouse(path="a/practice-000001.duckdb", name="practice-000001.duckdb", digest="d1"):
    made = object.__new__(Warehouse)
    made.version = SimpleNamespace(cache_key=(path, name, digest))
    made.named = (name, digest)
    return made


def context(opened=None, scope=Scope(therapists=("T01",)), filters=Filters()):  # noqa: B008
    return SimpleNamespace(warehouse=opened or warehouse(), scope=scope, filters=filters)


@pytest.fixture(autouse=True)
def _empty():
    version_cache.clear()
    CALLS.clear()


def test_the_same_question_is_answered_once():
    first = answer_cache.get(context(), question, months=12)
    assert answer_cache.get(context(warehouse()), question, months=12) == first
    assert len(CALLS) == 1


DIFFERENT = {
    "scope": context(scope=Scope(therapists=("T02",))),
    "every therapist": context(scope=Scope(every_therapist=True)),
    "no rows": context(scope=Scope()),
    "file": context(warehouse(path="b/practice-000001.duckdb")),
    "version": context(warehouse(name="practice-000002.duckdb")),
    "definitions": context(warehouse(digest="d2")),
    "site": context(filters=Filters(site="North")),
    "period": context(filters=Filters(since=datetime.date(2026, 1, 1))),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_anything_that_changes_the_answer_is_in_the_key(what):
    answer_cache.get(context(), question)
    answer_cache.get(DIFFERENT[what], question)
    answer_cache.get(context(), question)
    assert len(CALLS) == 2


def test_arguments_are_in_the_key():
    assert answer_cache.get(context(), question, months=12) != answer_cache.get(
        context(), question, months=24
    )


def test_figures_follow_the_same_key():
    one = answer_cache.get_figure(context(), chart, question)
    two = answer_cache.get_figure(context(scope=Scope(therapists=("T01", "T02"))), chart, question)
    again = answer_cache.get_figure(context(), chart, question)
    assert len(one.traces[0]["x"]) == 1
    assert len(two.traces[0]["x"]) == 2
    assert again is one
    assert answer_cache.get_figure(context(), chart, question, options={"height": 200}) is not one


def test_functions_that_would_carry_data_past_the_key_are_refused():
    with pytest.raises(TypeError, match="function of a module"):
        answer_cache.get(context(), lambda *_: 1)
