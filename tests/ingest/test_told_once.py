"""Tests of tables that give therapist, site or programme in only one row of each client."""

from __future__ import annotations

import json

import pytest

from analytics.ingest.base.errors import QuestionForUser
from tests.support import containers

HEADS = {
    "English": ["Client", "Date", "Therapist", "Site", "ORS"],
    "German": ["Klient", "Datum", "Therapeut", "Standort", "ORS"],
    "Spanish": ["Paciente", "Fecha", "Terapeuta", "Centro", "ORS"],
    "Danish": ["Klient", "Dato", "Behandler", "Klinik", "ORS"],
}
WHO = {"C1": ("Berg", "North"), "C2": ("Lind", "South"), "C3": ("Berg", "South")}


def rows(*, last: bool = False, by_day: bool = False) -> list[list]:
    """Return three sessions per client, with therapist and site only in the first or the last row."""
    found = []
    for client, facts in WHO.items():
        for k in range(3):
            found.append(
                [client, f"2026-0{k + 1}-05", *(facts if k == (2 if last else 0) else ("", "")), str(20 + k)]
            )
    return sorted(found, key=lambda row: row[1]) if by_day else found


def text(table) -> str:
    return "\n".join(",".join(row) for row in table) + "\n"


def facts(seen) -> list[tuple]:
    return [(session[0], session[3], session[13]) for session in seen.sessions]


ALL = [(client, *told) for client, told in WHO.items() for _ in range(3)]


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("order", [{}, {"last": True}, {"by_day": True}])
def test_what_stands_in_one_row_of_each_client_is_asked_about(understand, language, order):
    content = text([HEADS[language], *rows(**order)])
    with pytest.raises(QuestionForUser) as asked:
        understand(content)
    question = asked.value.question
    assert (question.key, question.choices) == ("told_once", ("carry", "leave_blank"))
    assert all(f"“{HEADS[language][place]}”" in question.text for place in (2, 3))
    assert facts(understand(content, answers={"told_once": "carry"})) == ALL
    left = understand(content, answers={"told_once": "leave_blank"})
    assert "therapist_missing" in left.document["warnings"]
    assert sum(session[3] is None for session in left.sessions) == 6


def test_the_same_in_a_workbook_and_in_json(understand):
    table = [HEADS["English"], *rows()]
    records = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    for content in (containers.xlsx({"A": [[c or None for c in row] for row in table]}), json.dumps(records)):
        assert facts(understand(content, answers={"told_once": "carry"})) == ALL


def test_a_client_with_two_therapists_keeps_blanks(understand):
    more = [["C4", "2026-01-07", "Berg", "North", "20"], ["C4", "2026-02-07", "Lind", "", "20"]]
    clients = [[f"{name}{n}", *rest] for n in range(3) for name, *rest in rows()]
    content = text([HEADS["English"], *clients, *more, ["C4", "2026-03-07", "", "", "20"]])
    seen = [fact for fact in facts(understand(content, answers={"told_once": "carry"})) if fact[0] == "C4"]
    assert seen == [("C4", "Berg", "North"), ("C4", "Lind", "North"), ("C4", None, "North")]


FORGOTTEN = {
    "here and there": [
        ("A", "T"),
        ("A", "T"),
        ("A", ""),
        ("B", "T"),
        ("B", "T"),
        ("C", "T"),
        ("C", ""),
        ("D", "T"),
    ],
    "of whole clients": [("A", "T"), ("A", "T"), ("B", ""), ("B", ""), ("B", ""), ("C", "T"), ("C", "T")],
    "from one day on": [
        ("A", "T"),
        ("A", "T"),
        ("A", ""),
        ("B", "T"),
        ("B", "T"),
        ("B", ""),
        ("C", "T"),
        ("C", ""),
    ],
    "in the middle": [("A", ""), ("A", "T"), ("A", ""), ("B", ""), ("B", "T"), ("B", "")],
}


@pytest.mark.parametrize("kind", FORGOTTEN)
def test_a_forgotten_therapist_stays_missing(understand, kind):
    lines = [[c, f"2026-01-{n:02}", who, "N", "20"] for n, (c, who) in enumerate(FORGOTTEN[kind], 1)]
    seen = understand(text([HEADS["English"], *lines]))
    assert seen.document["warnings"] == ["therapist_missing"]
    assert [session[3] or "" for session in sorted(seen.sessions, key=lambda s: s[2])] == [
        who for _, who in FORGOTTEN[kind]
    ]
