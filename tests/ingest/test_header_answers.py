"""Tests that answers about column names apply to one import only, not to others in the same process."""

import pytest

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.columns import shared_words, wide_format
from analytics.ingest.columns.header_names import HeaderNames

ONE = "Client,Date,Befinden\nC01,2026-03-02,18.2\nC02,2026-03-09,20.1\n"
SIDE_BY_SIDE = "Client,Date 1,Befinden 1,Date 2,Befinden 2\nC01,2026-03-02,18.2,2026-03-09,20.1\n"


def test_imports_with_different_answers_do_not_influence_each_other(understand):
    said = {"column:Befinden": "ors_total"}
    for content in (ONE, SIDE_BY_SIDE):
        for _ in range(2):
            with pytest.raises(ImportRejected, match="scores|numbers"):
                understand(content)
            assert [row[5] for row in understand(content, answers=said).sessions] == [18.2, 20.1]
            other = understand(content, answers={"column:Befinden": "srs_total"})
            assert [(row[5], row[8]) for row in other.sessions] == [(None, 18.2), (None, 20.1)]


def test_a_look_up_answers_for_its_own_names_only():
    nothing = HeaderNames.from_answers({})
    said = HeaderNames.from_answers({"column:Befinden": "ors_total", "column:ORS 2": "not_used"})
    for _ in range(2):
        assert nothing.field_of("Befinden") is None and wide_format.split(nothing, "Befinden 1") is None
        assert said.field_of("Befinden").field == "ors_total"
        assert wide_format.split(said, "Befinden 1") == ("Befinden", 1)
        assert wide_format.split(nothing, "ORS 2") == ("ORS", 2) and wide_format.split(said, "ORS 2") is None
        assert [shared_words.meanings(one, ["Befinden"])[0] is None for one in (nothing, said)] == [
            True,
            False,
        ]
    assert HeaderNames.from_answers({"column:Befinden": "ors_total", "column:ORS 2": "not_used"}) is said
