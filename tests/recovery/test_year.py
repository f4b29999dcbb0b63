"""Test of fourteen months of imports with many accidents: each is reported when it happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.ingest import delivery as importing
from analytics.ingest.rows.report import ImportReport
from analytics.store import DataFolder, Store
from tests.support.importing import in_this_process
from tests.support.year import SHORT, Delivery, Says, deliveries
from tests.support.year_compare import differences, held
from tests.support.year_mending import mend
from tests.support.year_source import KEYINGS

ACCIDENTS = {
    "new_name_old_stopped",
    "possible_same_client",
    "no_known_client",
    "ending_then_sessions",
    "course_continued",
}  # warnings that must be there in the month of their accident, and in no other


def bring(store: Store, delivery: Delivery, **answers: str) -> ImportReport:
    """Import a delivery on its day; return the report."""
    files = [(delivery.name, delivery.content)]
    with in_this_process():
        return importing.deliver(store, files, calendar_day=delivery.day, answers=answers)


def asked(store: Store, data: Path, delivery: Delivery) -> ImportReport:
    """Import a delivery that leads to a question, and assert that nothing changes before the answer."""
    before, steps = held(data), store.steps()
    report = bring(store, delivery)
    assert report.outcome == "needs_choice" and report.question["key"] == delivery.says.question, report
    assert (held(data), store.steps()) == (before, steps)
    return (
        bring(store, delivery, **{delivery.says.question: delivery.says.answer})
        if delivery.says.answer
        else report
    )


def says(store: Store, report: ImportReport, expected: Says) -> list[str]:
    """Return one line per difference between the report of a delivery and the expected report."""
    lacks = report.not_in_file or {}
    pairs = {(one["code"], one["known"]) for one in report.same_person}
    found = {
        "outcome": (report.outcome, "accept"),
        "corrected": (report.rows_corrected, expected.corrected),
        "nothing new": (report.nothing_new, expected.nothing_new),
        "sessions not in the file": (lacks.get("n", 0), expected.lacking),
        "cancelled": (lacks.get("cancelled", 0), expected.cancelled),
        "emptied": (lacks.get("emptied", {}), expected.emptied or {"scores": 0, "endings": 0}),
        "warnings": (sorted(ACCIDENTS.intersection(report.warnings)), sorted(expected.warnings)),
        "perhaps one person": (sorted(pairs), sorted(expected.same)),
        "counts": ({name: report.facts.get(name) for name in expected.counts}, expected.counts),
    }
    if expected.corrected is None:
        del found["corrected"]
    if not lacks:  # nothing was held before
        del found["emptied"]
    return [f"{what}: {seen}, expected {right}" for what, (seen, right) in found.items() if seen != right]


def taken_for_ours(store: Store, data: Path, delivery: Delivery) -> None:
    """Import the file of another practice by mistake, and undo it."""
    before = held(data)
    assert bring(store, delivery, **{delivery.says.question: "ours"}).outcome == "accept"
    assert held(data) != before
    store.undo()
    assert held(data) == before


def live(data: Path, keying: str, months) -> int:
    """Import the deliveries of these months; return the number of imports."""
    store, imported = DataFolder(data).practice, 0
    for delivery in deliveries(keying, months):
        said = delivery.says
        report = asked(store, data, delivery) if said.question else bring(store, delivery)
        if not said.question or said.answer:
            assert says(store, report, said) == [], delivery.name
            imported += 1
        else:
            taken_for_ours(store, data, delivery)
        before = len(held(data))
        for one in delivery.mending:
            mend(store, one)
        assert differences(data, delivery.truth) == [], delivery.name
        if said.lacking:
            assert before == len(delivery.truth.rows) + said.lacking, (
                "what the file lacks was held until then"
            )
    return imported


@pytest.mark.parametrize("keying", KEYINGS)
def test_some_months_of_a_practice(tmp_path, keying):
    assert live(tmp_path, keying, SHORT) == len(SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("keying", KEYINGS)
def test_fourteen_months_of_a_practice(tmp_path, keying):
    assert live(tmp_path, keying, range(1, 15)) == 15
