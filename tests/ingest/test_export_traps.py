"""Tests of misleading files: they are read correctly, asked about, or refused, but never misread."""

from __future__ import annotations

import pytest

from tests.support.exporters.following import End, read

FILE = list[tuple[str, bytes]]
A = ("A", "2026-03-02", "T", 18.2, 34.0)
A2 = ("A", "2026-03-09", "T", 19.0, 35.0)
B = ("B", "2026-03-09", "T", 19.0, 35.0)
ONE = "A,2026-03-02,T,18.2,34\n"
TWO = ONE + "A,2026-03-09,T,19,35\n"


def csv(*texts: str) -> FILE:
    """Return each text as a CSV file to import: a list of (file name, bytes) pairs."""
    return [(f"file-{number}.csv", text.encode()) for number, text in enumerate(texts)]


def sessions(end: End) -> set[tuple]:
    """Return the set of (client, day, therapist, ORS total, SRS total) of the sessions."""
    return {
        (
            one["client_id"],
            str(one["session_date"]),
            one["therapist"],
            *(
                None if one[f"{form}_total"] is None else float(one[f"{form}_total"])
                for form in ("ors", "srs")
            ),
        )
        for one in end.sessions
    }


NAMES = {
    "question numbers": ("Q1_Client,Q2_Date,Q3_Therapist,Q4_ORS,Q5_SRS\n" + ONE, [A]),
    "two-digit question numbers": ("Client,Date,Therapist,12. ORS total,13. SRS total\n" + ONE, [A]),
    "both forms in one name": ("Client,Date,Therapist,ORS (before SRS),SRS (after ORS)\n" + ONE, [A]),
    "code of a therapist's client": ("Therapist's client code,Date,Therapist,ORS,SRS\n" + ONE, [A]),
    "words that areas share": (
        "Client,Date,Therapist,ORS,SRS,Relationship status,Social services,Goals of therapy,Approach\n"
        "A,2026-03-02,T,18.2,34,married,no,sleep,CBT\n",
        [A],
    ),
    "figures made of scores": (
        "Client,Date,Therapist,ORS total,ORS change,SRS total,SRS change,ORS previous,ORS cutoff,ORS goal\n"
        "A,2026-03-02,T,18.2,3.1,34,-1,15.1,25,30\n",
        [A],
    ),
    "other days": (
        "Client,Previous session date,Session date,Next session date,Date of birth,Date of referral,Therapist,ORS,SRS\n"
        "A,2026-02-20,2026-03-02,2026-03-10,1980-02-20,2026-01-10,T,18.2,34\n",
        [A],
    ),
    "numbers that are sessions": (
        "Client,Therapist,Date 1,ORS 1 (0-40),SRS 1 (0-40),Date 2,ORS 2 (0-40),SRS 2 (0-40)\n"
        "A,T,2026-03-02,18.2,34,2026-03-09,19,35\n",
        [A, A2],
    ),
    "four items each": (
        "Client,Date,Therapist,Q1 ORS,Q2 ORS,Q3 ORS,Q4 ORS,Q5 SRS,Q6 SRS,Q7 SRS,Q8 SRS\n"
        "A,2026-03-02,T,4.5,4.5,4.5,4.7,8.5,8.5,8.5,8.5\n",
        [A],
    ),
    "overall of the form that comes first": (
        "Client,Date,Therapist,1. Relationship?,2. Goals and Topics?,3. Approach or Method?,4. Overall?,"
        "5. Individually?,6. Interpersonally?,7. Socially?,8. Overall?\nA,2026-03-02,T,8,8,8,10,4,4,4,6.2\n",
        [A],
    ),
    "means": (
        "Client,Date,Therapist,ORS mean (0-10),SRS mean (0-10)\nA,2026-03-02,T,4.55,8.5\nA,2026-03-09,T,4.75,8.75\n",
        [A, A2],
    ),
    "a range of 100": (
        "Client,Date,Therapist,ORS (0-100),SRS (0-100)\nA,2026-03-02,T,45.5,85\nA,2026-03-09,T,47.5,87.5\n",
        [A, A2],
    ),
    "a range of 100 and all below 40": (
        "Client,Date,Therapist,ORS (0-100),SRS (0-100)\nA,2026-03-02,T,30,35\nA,2026-03-09,T,20,38\n",
        [("A", "2026-03-02", "T", 12.0, 14.0), ("A", "2026-03-09", "T", 8.0, 15.2)],
    ),
    "score of the carer": (
        "Client,Date,Therapist,ORS total (client),ORS total (carer),SRS total\nA,2026-03-02,T,18.2,30,34\n",
        [A],
    ),
    "measures made of a measure": (
        "Client,Date,Therapist,Measure,Score\nA,2026-03-02,T,ORS (cutoff 25),18.2\nA,2026-03-02,T,SRS (cutoff 36),34\n"
        "A,2026-03-02,T,ORS change,3.1\nA,2026-03-02,T,Expected ORS,22\n",
        [A],
    ),
    "a measure beside dates as heads": (
        "Client,Therapist,Measure,2026-03-02,2026-03-09\nA,T,ORS,18.2,19\nA,T,SRS,34,35\n",
        [A, A2],
    ),
    "a title that names the measure": (
        "SRS by week,,,\nClient,Therapist,2026-03-02,2026-03-09\nA,T,34,35\n",
        [("A", "2026-03-02", "T", None, 34.0), ("A", "2026-03-09", "T", None, 35.0)],
    ),
    "names in the second row": ("v1,v2,v3,v4,v5\nClient,Session date,Therapist,ORS,SRS\n" + ONE, [A]),
    "labels below the names": (
        "client_id,session_date,therapist,ors_total,srs_total\nClient code,Date of session,Name,ORS,SRS\n"
        + ONE,
        [A],
    ),
}
CELLS = {
    "means of ten as totals": (
        "Client,Date,Therapist,ORS,SRS\nA,2026-03-02,T,4.55/10,8.5/10\nA,2026-03-09,T,4.75/10,8.75/10\n",
        [A, A2],
    ),
    "maximum in some cells": (
        "Client,Date,Therapist,ORS,SRS\nA,2026-03-02,T,18.2/40,34\nA,2026-03-09,T,19,35/40\n",
        [A, A2],
    ),
    "minus one": (
        "Client,Date,Therapist,ORS,SRS\nA,2026-03-02,T,-1,34\nA,2026-03-09,T,19,-1\n",
        [("A", "2026-03-02", "T", None, 34.0), ("A", "2026-03-09", "T", 19.0, None)],
    ),
    "codes in every second row": (
        "Client,Date,Therapist,ORS,SRS\n"
        + "".join(f"C{n},2026-03-{n:02},T,{999 if n % 2 else 18 + n},34\n" for n in range(1, 21)),
        [(f"C{n}", f"2026-03-{n:02}", "T", None if n % 2 else 18.0 + n, 34.0) for n in range(1, 21)],
    ),
    "a cell of two lines": (
        'Client,Date,Therapist,ORS,SRS,Note\nA,2026-03-02,T,18.2,34,"came late, tired\nwants to talk, of work"\n'
        'A,2026-03-09,T,19,35,"x\ny"\n',
        [A, A2],
    ),
    "codes that look like numbers": (
        "Client,Date,Therapist,ORS,SRS\n12E3,2026-03-02,T,18.2,34\nB7E2,2026-03-09,T,19,35\n",
        [("12E3", *A[1:]), ("B7E2", *B[1:])],
    ),
}
DIARY = "Appointment ID,Client,Date,Therapist\n11,A,2026-03-02,T\n12,B,2026-03-09,T\n"
FILES = {
    "scores of two forms by appointment": (csv(DIARY, "Appointment ID,ORS\n11,18.2\n12,19\n", "Appointment ID,SRS\n"
                                               "11,34\n12,35\n"), [A, B]),
    "measures by appointment": (
        csv(DIARY, "Appointment ID,Measure,Score\n11,ORS,18.2\n11,SRS,34\n12,ORS,19\n12,SRS,35\n"),
        [A, B],
    ),
    "a band with the client": (
        csv("Client: A\nDate,Therapist,ORS,SRS\n2026-03-02,T,18.2,34\nClient: B\nDate,Therapist,ORS,SRS\n"
            "2026-03-09,T,19,35\n"),
        [A, B],
    ),
}  # fmt: skip
EVERY = {name: (csv(text), rows) for name, (text, rows) in (NAMES | CELLS).items()} | FILES


@pytest.mark.parametrize("name", EVERY)
def test_what_comes_out_is_right_or_nothing_comes_out(name):
    files, rows = EVERY[name]
    end = read(files, {})
    assert end.document is None or sessions(end) == set(rows)


STOPPED = {
    "the number of a response": "ID,Start time,Completion time,Email,Name,Therapist,ORS total,SRS total\n"
    "1,2026-03-02 09:00,2026-03-02 09:05,anonymous,,T,18.2,34\n"
    "2,2026-03-09 09:00,2026-03-09 09:05,anonymous,,T,19,35\n",
    "a respondent": "Respondent ID,Collector ID,Start Date,End Date,ORS,SRS\n,,,,Open-Ended Response,Response\n"
    "118001,44,03/25/2026,03/25/2026,18.2,34\n118002,44,03/26/2026,03/26/2026,19,35\n",
    "a response id": "StartDate,EndDate,ResponseId,ORS,SRS\nStart Date,End Date,Response ID,Outcome,Session\n"
    "2026-03-02 09:00:00,2026-03-02 09:05:00,R_1,18.2,34\n2026-03-03 09:00:00,2026-03-03 09:05:00,R_2,19,34\n",
    "the number of a row": "No.,Date,Therapist,ORS,SRS\n1,2026-03-02,T,18.2,34\n2,2026-03-09,T,19,35\n",
    "no measure named": "Client,Therapist,Date,Score,Date,Score\nA,T,2026-03-02,18.2,2026-03-02,34\n",
    "a day that may be two": "ORS,,,\nClient,Therapist,3/2/2026,3/9/2026\nA,T,18.2,19\n",
}


@pytest.mark.parametrize("name", STOPPED)
def test_what_nobody_can_know_is_not_read(name):
    assert read(csv(STOPPED[name]), {}).document is None
