"""Tests of ending reasons composed of known words, in eight languages."""

from __future__ import annotations

import pytest

from analytics.ingest.rows.consolidation import closure_class

KNOWN = {
    "Closed - planned": "planned",
    "Lost contact / no-show": "unplanned",
    "Referred out": "transferred",
    "Completed treatment (planned)": "planned",
    "Closed (lost contact)": "unplanned",
    "Discharged: goals met": "planned",
    "Dropped out; client withdrew": "unplanned",
    "Transferred | referred on": "transferred",
    "Unplanned – unknown": "unplanned",
    "Beendet / Abbruch": "unplanned",
    "Abbruch (Kontaktabbruch)": "unplanned",
    "Regulär beendet - Ziele erreicht": "planned",
    "Cerrado: alta terapéutica (objetivos cumplidos)": "planned",
    "Abandono / no se presentó": "unplanned",
    "Afsluttet - udeblevet": "unplanned",
    "Avsluttet (avbrutt)": "unplanned",
    "Avslutad – flyttat": "administrative",
    "Afgesloten: doelen bereikt (gepland)": "planned",
    "Abandon / perdu de vue": "unplanned",
    "Dossier clos (réorienté)": "transferred",
}
OPEN = [
    "Planned / no-show",
    "Completed (by whom?)",
    "Planned - transferred",
    "the usual way",
    "Abbruch / geplant",
]


@pytest.mark.parametrize("text", KNOWN)
def test_parts_that_agree_say_the_class(text):
    assert closure_class(text) == KNOWN[text]


@pytest.mark.parametrize("text", OPEN)
def test_parts_that_contradict_each_other_or_are_not_known_are_left_to_a_person(text):
    assert closure_class(text) is None
