"""Comparison of Holdfast's data with the truth: sessions, courses, endings, caseload, rates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.year_practice import HISTORY_FROM
from tests.support.year_source import points
from tests.support.year_truth import Course, Truth

SHOWN = 6  # differences of one kind that are listed


def differences(data: Path, truth: Truth) -> list[str]:
    """Return one line per difference between the stored data and the simulated truth."""
    return [
        *_unequal("session", held(data), truth.sessions()),
        *_unequal("course", _courses(data), [_as_exported(one) for one in truth.courses()]),
        *_unequal("open client", _caseload(data), truth.caseload()),
        *_rates(data, truth),
    ]


def held(data: Path) -> list[tuple]:
    """Return (client, day, therapist, ORS, SRS) of every stored session, sorted."""
    names = ("client_id", "session_date", "therapist", "ors_total", "srs_total")
    return sorted(tuple(row[name] for name in names) for row in _exported("sessions", data))


def _exported(table: str, data: Path) -> list[dict[str, str]]:
    said = run("export", table, data=data)
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def _courses(data: Path) -> list[tuple]:
    names = "client_id episode_no sessions first_date last_date therapist therapist_tied current_therapist"
    names += " ors_forms ors_first ors_last change class ending counts_for_endings"
    return [tuple(row[name] for name in names.split()) for row in _exported("episodes", data)]


def _as_exported(one: Course) -> tuple:
    change = "" if one.change is None else f"{'-' if one.change < 0 else ''}{points(abs(one.change))}"
    return (
        *(
            one.client,
            str(one.number),
            str(one.sessions),
            one.first_day.isoformat(),
            one.last_day.isoformat(),
        ),
        *(
            one.therapist,
            _word(one.tied),
            one.now,
            str(one.forms),
            points(one.first),
            points(one.last),
            change,
        ),
        *(one.kind, one.ending, _word(one.counts)),
    )


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


def _caseload(data: Path) -> list[tuple]:
    rows = _exported("caseload", data)
    return sorted((row["client_id"], int(row["episode_no"]), row["therapist"]) for row in rows)


def _rates(data: Path, truth: Truth) -> list[str]:
    period = ("--since", HISTORY_FROM.isoformat(), "--until", truth.day.isoformat())
    said = run("show", "overview", "--json", *period, data=data)
    assert said.status == 0, said.err
    found, wrong = said.document, []
    for name, (events, n) in truth.rates().items():
        if name == "n":
            seen, right = (found["n"], found["as_of"]), (n, truth.day.isoformat())
        else:
            seen, right = (found[name]["n"], found[name]["estimate"]), (n, _share(name, events, n))
        if seen != pytest.approx(right) if name != "n" else seen != right:
            wrong.append(f"{name}: {seen}, true is {right}")
    return wrong


def _share(name: str, events: int, n: int) -> float | None:
    if n == 0:
        return None
    return events / n / (10 if name == "mean_change" else 1)


def _unequal(what: str, found: Iterable[tuple], right: Iterable[tuple]) -> list[str]:
    found, right = sorted(found), sorted(right)
    more, less = _without(found, right), _without(right, found)
    lines = [f"{what} that is not true: {one}" for one in more[:SHOWN]]
    lines += [f"{what} that is missing: {one}" for one in less[:SHOWN]]
    return [*lines, f"{what}: {len(more)} not true, {len(less)} missing"] if lines else []


def _without(rows: list[tuple], others: list[tuple]) -> list[tuple]:
    left = list(others)
    rest = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            rest.append(row)
    return rest
