"""Tests of a therapist, site or client that the user sets for all rows of a file."""

from __future__ import annotations

import pytest

from analytics.ingest import answering, deliver
from analytics.ingest.base.errors import ImportRejected
from analytics.store import DataFolder
from tests.ingest.conftest import TODAY
from tests.support import containers
from tests.support.importing import exported, in_this_process

NO_THERAPIST = "Client,Date,ORS\nA,2026-03-02,18\nB,2026-03-02,20\n"
GERMAN = "Klient;Datum;ORS\nA;02.03.2026;18,5\nB;13.03.2026;20\n"
WIDE = "Client,Date1,ORS1,Date2,ORS2\nA,2026-03-02,18,2026-03-09,19\nB,2026-03-02,20,,\n"
NO_CLIENT = "Date,ORS,SRS\n2026-03-02,18,30\n2026-03-09,19,31\n"


QUOTED = '"Client","Date","ORS"\n"A,1","2026-03-02","1"\n'


@pytest.mark.parametrize("content", [NO_THERAPIST, GERMAN, WIDE, NO_THERAPIST.rstrip("\n"), QUOTED])
def test_one_therapist_for_the_whole_file(understand, content):
    seen = understand(content, answers={"constant:therapist": 'Berg, "Eva"', "constant:site": "Nord"})
    assert {s[3] for s in seen.sessions} == {'Berg, "Eva"'}
    assert {s[13] for s in seen.sessions} == {"Nord"}
    assert "therapist_missing" not in seen.document["warnings"]


def test_one_therapist_for_a_workbook(understand):
    book = containers.xlsx({"Data": [["Client", "Date", "ORS"], ["A", "2026-03-02", 18]]})
    assert understand(book, answers={"constant:therapist": "Berg"}).column(3) == ["Berg"]


def test_one_client_for_the_whole_file(understand):
    with pytest.raises(ImportRejected, match=r"for the client.*constant:client_id"):
        understand(NO_CLIENT)
    assert understand(NO_CLIENT, answers={"constant:client_id": "K9"}).column(0) == ["K9", "K9"]


def test_a_column_says_more_than_what_was_said_for_all_rows(understand):
    seen = understand("Client,Date,ORS,Therapist\nA,2026-03-02,18,T1\n", answers={"constant:therapist": "Z"})
    assert seen.column(3) == ["T1"]


def given(folder, content: str, **answers) -> dict:
    with in_this_process():
        named = [("file.csv", content.encode())]
        return deliver(folder.practice, named, today=TODAY, answers=answers, strict=True).as_dict()


def test_an_answer_that_nothing_takes_is_no_answer(tmp_path):
    folder = DataFolder(tmp_path / "data")
    with pytest.raises(answering.WrongAnswer, match="“Therapist” says it"):
        given(folder, "Client,Date,ORS,Therapist\nA,2026-03-02,18,T1\n", **{"constant:therapist": "Z"})
    assert "constant" in answering.problem("constant:shoe_size", "44")
    assert "FIELD" in answering.problem("constant", "44")
    assert (
        answering.problem("constant:therapist", "")
        and answering.problem("constant:therapist", "Berg") is None
    )


def test_the_therapist_is_remembered_and_the_client_is_not(tmp_path):
    folder = DataFolder(tmp_path / "data")
    given(folder, NO_CLIENT, **{"constant:client_id": "K1", "constant:therapist": "Berg"})
    again = NO_CLIENT.replace("2026-03", "2026-04")
    assert given(folder, again)["outcome"] == "reject"
    assert given(folder, again, **{"constant:client_id": "K2"})["outcome"] == "accept"
    assert {(row["client_id"], row["therapist"]) for row in exported(folder.path)} == {
        ("K1", "Berg"),
        ("K2", "Berg"),
    }
