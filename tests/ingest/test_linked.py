"""Tests of scores linked to client or day only by the id of a row in another sheet or file."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.columns import foreign_keys
from analytics.ingest.columns.header_names import HeaderNames
from tests.support import containers
from tests.support.exporters.following import read

APPOINTMENTS = """appointment_id,client,date,clinician,status
X1,A,2026-03-02,Berg,Show
X2,A,2026-03-09,Berg,Show
X3,B,2026-03-04,Lind,Show
X4,B,2026-03-11,Lind,No Show
"""
SCORES = "appointment_id,ORS,SRS\nX1,18.2,34\nX2,20,35\nX3,15,38\n"
CLIENTS = "client,site\nA,North\nB,South\n"
READ = [
    ("A", "2026-03-02", "Berg", 18.2, 34.0),
    ("A", "2026-03-09", "Berg", 20.0, 35.0),
    ("B", "2026-03-04", "Lind", 15.0, 38.0),
]


def told(seen) -> list[tuple]:
    """Return (client, day, therapist, ORS, SRS) of the sessions."""
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


def table(text: str) -> list[list]:
    return [[cell or None for cell in line.split(",")] for line in text.splitlines()]


def counts(seen) -> list[int]:
    return [seen.document[f"rows_{name}"] for name in ("in", "accepted", "quarantined", "skipped")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_scores_with_the_id_of_an_appointment_in_any_order(understand, order):
    files = [APPOINTMENTS, SCORES, CLIENTS]
    seen = understand(*(files[place] for place in order))
    assert told(seen) == READ
    assert [s[13] for s in seen.sessions] == ["North", "North", "South"]
    assert counts(seen) == [9, 8, 0, 1]


@pytest.mark.parametrize("kind", [containers.xlsx, containers.ods])
@pytest.mark.parametrize("names", [("Scores", "Diary"), ("Diary", "Scores")])
def test_the_same_as_sheets(understand, kind, names):
    sheets = {"Scores": table(SCORES), "Diary": table(APPOINTMENTS)}
    assert told(understand(kind({name: sheets[name] for name in names}))) == READ


def test_the_same_in_a_zip(understand):
    assert told(understand(containers.zipped({"s.csv": SCORES, "a.csv": APPOINTMENTS}))) == READ


FORMS = "2026-03-02,18.2,34,{0},1\n2026-03-09,20,35,{0},2\n2026-03-04,15,38,{1},3\n"  # three sessions
CHILDREN = {
    "index": {
        "Klienten": "_index,klient,therapeut\n1,A,Berg\n2,B,Lind\n",
        "Sitzungen": "Datum,ORS,SRS,_parent_index,_index\n" + FORMS.format(1, 2),
    },
    "key": {
        "main": "client_id,therapist,KEY\nA,Berg,uuid:1\nB,Lind,uuid:2\n",
        "forms": "session_date,ors_total,srs_total,PARENT_KEY,KEY\n" + FORMS.format("uuid:1", "uuid:2"),
    },
    "id": {
        "pasienter": "id,pasient,behandler\n7,A,Berg\n8,B,Lind\n",
        "skjema": "dato,ORS total,SRS total,parent_id,id\n" + FORMS.format(7, 8),
    },
    "submission": {
        "form": "SubmissionID,patient,therapist\ns1,A,Berg\ns2,B,Lind\n",
        "repeat": "date,ORS,SRS,SubmissionID,row\n" + FORMS.format("s1", "s2"),
    },
    "stem": {
        "visits": "ID,client,date,therapist\n1,A,2026-03-02,Berg\n2,A,2026-03-09,Berg\n3,B,2026-03-04,Lind\n",
        "results": "visit ref,ORS,SRS\n1.0,18.2,34\n2.0,20,35\n3.0,15,38\n",
    },
}


@pytest.mark.parametrize("case", CHILDREN)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_child_tables(understand, case, kind):
    tables = CHILDREN[case]
    if kind == "csv":
        if case == "stem":
            pytest.skip("the name of the file says nothing in this test")
        assert told(understand(*tables.values())) == READ
    else:
        content = containers.xlsx({name: table(text) for name, text in reversed(tables.items())})
        assert told(understand(content)) == READ


def test_a_table_of_nothing_but_ids_and_clients(understand):
    parents, children = (
        "_index,patient\n1,A\n2,B\n",
        "date,ORS,_parent_index\n2026-03-02,18,1\n2026-03-03,20,2\n",
    )
    for given in ((parents, children), (children, parents)):
        seen = understand(*given)
        assert [(s[0], s[5]) for s in seen.sessions] == [("A", 18.0), ("B", 20.0)]
        assert counts(seen) == [4, 4, 0, 0]
    sheets = {"a": table(children), "b": table(parents)}
    assert [s[0] for s in understand(containers.xlsx(sheets)).sessions] == ["A", "B"]


def test_one_row_per_form_with_the_id_of_a_session(understand):
    seen = understand(
        "response_id,measure,score\nR1,ORS,18\nR1,SRS,34\nR2,ORS,15\n",
        "response_id,patient,completed_at,provider\nR1,A,2026-03-02,Berg\nR2,B,2026-03-03,Lind\n",
    )
    assert told(seen) == [("A", "2026-03-02", "Berg", 18.0, 34.0), ("B", "2026-03-03", "Lind", 15.0, None)]


def test_numbers_that_begin_anew_with_each_client(understand):
    seen = understand(
        "client,visit_no,ORS,SRS\nA,1,18.2,34\nA,2,20,35\nB,1,15,38\n",
        "client,visit_no,date,therapist\nA,1,2026-03-02,Berg\nA,2,2026-03-09,Berg\nB,1,2026-03-04,Lind\n",
    )
    assert told(seen) == READ


def test_a_case_says_whose_scores_they_are(understand):
    seen = understand(
        "Case ID,Date,ORS\nE1,2026-03-02,18\nE2,2026-03-03,20\n",
        "Case ID,Client,Closure reason\nE1,A,Completed\nE2,B,Dropped out\n",
    )
    assert [(s[0], s[1], s[11]) for s in seen.sessions] == [("A", "E1", "planned"), ("B", "E2", "unplanned")]


def test_rows_without_a_parent_are_listed_and_sums_are_sums(understand):
    seen = understand(SCORES + "X9,10,10\n,11,11\nTotal,63,1\n", APPOINTMENTS)
    assert told(seen) == READ
    assert seen.left_out() == [(5, "parent_missing", None), (6, "parent_missing", None)]
    assert (7, "summary_row", None) in seen.left_out("skipped")
    assert sum(counts(seen)[1:]) == counts(seen)[0] == 10


def test_ids_that_match_nothing_are_a_refusal_that_names_both_columns(understand):
    with pytest.raises(
        ImportRejected, match="“appointment_id” points to “appointment_id” of file-1.csv, but none or few"
    ):
        understand(SCORES.replace("X", "Y"), APPOINTMENTS)
    with pytest.raises(
        ImportRejected, match="“visit” points to “visit” .*stands for several clients or days"
    ):
        understand(
            "visit,ORS\n1,18\n2,20\n", "visit,client,date\n1,A,2026-03-02\n1,B,2026-03-04\n2,A,2026-03-09\n"
        )


def test_scores_whose_table_of_ids_is_not_there(understand):
    with pytest.raises(
        ImportRejected, match="client and the date.*may reach them by appointment_id: import the table"
    ):
        understand(SCORES)
    with pytest.raises(ImportRejected, match="Sheet “Scores”: No column was found for the client"):
        understand(
            containers.xlsx({"Scores": table(SCORES), "Legend": [["Code", "Meaning"], ["X1", "first"]]})
        )


def test_a_sheet_that_nothing_completes_beside_sessions_is_not_used(understand):
    sheets = {
        "Other": [["visit_id", "ORS"], ["q", 3]],
        "Data": [["Client", "Date", "ORS"], ["A", "2026-03-02", 18]],
    }
    seen = understand(containers.xlsx(sheets))
    assert [s[5] for s in seen.sessions] == [18.0]
    assert seen.document["recognised"]["unused_sheets"] == ["Other"]


@pytest.mark.parametrize(
    ("child", "parent", "name", "sure"),
    [
        ("_parent_index", "_index", "", foreign_keys.NAMED),
        ("_submission__id", "_id", "", foreign_keys.NAMED),
        ("PARENT_KEY", "KEY", "", foreign_keys.NAMED),
        ("_index", "_index", "", None),
        ("id", "id", "", None),
        ("Encounter ID", "encounter_id", "", foreign_keys.SAME),
        ("termin_nr", "Nr", "Termine", foreign_keys.STEM),
        ("termin_nr", "Nr", "Klienten", None),
        ("therapist", "therapist", "", None),
    ],
)
def test_which_names_point_to_each_other(child, parent, name, sure):
    found = foreign_keys.pairs(HeaderNames(), [child], [parent], name)
    assert found == ([] if sure is None else [(sure, 0, 0)])


HEAD_OF_CHILD = ["session_date", "ors_total", "srs_total", "_index", "_parent_table_name", "_parent_index"]
NESTED = {
    "main": [["client_id", "therapist", "_index"], ["A", "T", 1], ["B", "U", 2]],
    "family": [["age", "_index", "_parent_table_name", "_parent_index"], [40, 1, "main", 1], [9, 2, "main", 1],
               [31, 3, "main", 2]],
    "visits": [HEAD_OF_CHILD, ["2026-03-02", 18, 34, 1, "family", 3], ["2026-03-09", 19, 35, 2, "family", 2]],
    "calls": [HEAD_OF_CHILD, ["2026-03-16", 20, 36, 1, "main", 2]],
}  # fmt: skip
OF_NESTED = [("A", "2026-03-09", "T", 19.0), ("B", "2026-03-02", "U", 18.0), ("B", "2026-03-16", "U", 20.0)]


@pytest.mark.parametrize("parent", [["client_id", "therapist", "_index"], ["client_id", "_index"]])
@pytest.mark.parametrize("order", [1, -1])
def test_a_repeat_inside_a_repeat_belongs_to_the_table_it_names(understand, order, parent):
    whole = {
        **NESTED,
        "main": [[row[NESTED["main"][0].index(name)] for name in parent] for row in NESTED["main"]],
    }
    seen = understand(containers.xlsx(dict(list(whole.items())[::order])), answers={"sheet": "all_sheets"})
    said = sorted((s[0], s[2], s[3], s[5]) for s in seen.sessions)
    assert said == [(c, day, t if "therapist" in parent else None, ors) for c, day, t, ors in OF_NESTED]
    assert seen.document["recognised"]["unused_sheets"] == []


def test_three_levels_of_repeats(understand):
    deep = {
        **NESTED,
        "talks": [["_index", "_parent_table_name", "_parent_index"], [1, "family", 3], [2, "family", 1]],
        "forms": [
            HEAD_OF_CHILD,
            ["2026-04-06", 21, 33, 1, "talks", 1],
            ["2026-04-07", 22, 34, 2, "talks", 2],
        ],
    }
    seen = understand(containers.xlsx({name: deep[name] for name in ("forms", "talks", "main", "family")}))
    assert [(s[0], s[5]) for s in seen.sessions] == [("A", 22.0), ("B", 21.0)]


def test_a_parent_that_is_not_there_is_never_another_table(understand):
    with pytest.raises(ImportRejected, match="called family with these ids"):
        understand(containers.xlsx({name: NESTED[name] for name in ("main", "visits")}))


def test_nested_repeats_saved_as_files_of_their_own():
    texts = {name: "\n".join(",".join(map(str, row)) for row in rows) + "\n" for name, rows in NESTED.items()}
    end = read([(f"{name}.csv", text.encode()) for name, text in texts.items()], {})
    said = sorted(
        (s["client_id"], str(s["session_date"]), s["therapist"], s["ors_total"]) for s in end.sessions
    )
    assert said == OF_NESTED


DATED = "appointment_id,date,ORS,SRS\nX1,2026-03-02,18.2,34\nX2,2026-03-09,20,35\nX3,2026-03-04,15,38\n"
LINKS = "appointment_id,episode_id\nX1,11\nX2,11\nX3,12\n"
EPISODES = "episode_id,client,therapist\n11,A,Berg\n12,B,Lind\n"
BETWEEN = {
    "two ids": (DATED, LINKS, EPISODES),
    "german": ("Termin-Nr.,Datum,ORS,SRS\n" + DATED.partition("\n")[2], "Termin-Nr.,Fall-Nr.\n" + LINKS.partition("\n")[2],
               "Fall-Nr.,Klient,Therapeut\n" + EPISODES.partition("\n")[2]),
    "the day in the middle": (
        SCORES.replace("X", "Y"), "appointment_id,date,episode_id\nY1,2026-03-02,11\nY2,2026-03-09,11\nY3,2026-03-04,12\n",
        EPISODES),
    "day and client apart": (
        SCORES, "appointment_id,date,therapist\nX1,2026-03-02,Berg\nX2,2026-03-09,Berg\nX3,2026-03-04,Lind\n",
        "appointment_id,client_id\nX1,A\nX2,A\nX3,B\n"),
    "two in the middle": (
        DATED, "appointment_id,series_id\nX1,s1\nX2,s1\nX3,s2\n", "series_id,episode_id\ns1,11\ns2,12\n", EPISODES),
}  # fmt: skip


@pytest.mark.parametrize("packed", ["csv", "xlsx"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("kind", BETWEEN)
def test_a_table_that_only_links_two_others(understand, kind, order, packed):
    tables = BETWEEN[kind][::order]
    sheets = {f"t{place}": table(text) for place, text in enumerate(tables)}
    seen = understand(*tables) if packed == "csv" else understand(containers.xlsx(sheets))
    assert told(seen) == READ


def test_the_sheet_that_links_names_its_own_rows(understand):
    sheets = {"Scores": DATED, "appointments": LINKS.replace("appointment_id", "id"), "Episodes": EPISODES}
    assert told(understand(containers.xlsx({name: table(text) for name, text in sheets.items()}))) == READ


LACKING = {
    "no table has the client": ((DATED, LINKS), "only links appointment_id with episode_id", "client for each episode_id"),
    "no table has the day": ((SCORES, "appointment_id,client_id\nX1,A\nX2,A\nX3,B\n", CLIENTS),
                             "only links appointment_id with the client", "the date for each appointment_id"),
    "neither": ((SCORES, LINKS, EPISODES), "only links appointment_id with episode_id", "the client and the date for each"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LACKING)
def test_a_refusal_says_which_table_only_links_and_what_is_missing(understand, kind):
    files, links, lacks = LACKING[kind]
    with pytest.raises(ImportRejected) as refused:
        understand(*files)
    said = str(refused.value)
    assert f"“file-1.csv” {links}" in said and lacks in said


def test_a_spare_table_of_ids_that_links_nothing_does_no_harm(understand):
    sheets = {
        "Scores": table(SCORES),
        "Diary": table(APPOINTMENTS),
        "Rooms": [["appointment_id", "room_id"], ["q", "w"]],
    }
    assert told(understand(containers.xlsx(sheets))) == READ


def test_a_link_table_without_a_client_lends_its_day_and_none_of_its_rows_is_faulty(understand):
    scores = "Client,Appointment ID,ORS,SRS\nA,X1,18.2,34\nA,X2,20,35\nB,X3,15,38\n"
    days = "Appointment ID,Date\nX1,2026-03-02\nX2,2026-03-09\nX3,2026-03-04\n"
    seen = understand(scores, days)
    assert [(s[0], s[2], s[5]) for s in seen.sessions] == [
        ("A", "2026-03-02", 18.2),
        ("A", "2026-03-09", 20.0),
        ("B", "2026-03-04", 15.0),
    ]
    assert seen.document["rows_quarantined"] == 0 and seen.document["outcome"] == "accept"
