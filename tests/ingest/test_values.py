"""Tests of converting the text of a score cell to a number."""

from __future__ import annotations

import pytest

HEAD = "client_id;session_date;therapist;ORS;SRS\n"
GOOD = "1;2026-01-05;T;20.1;38\n"
ITEMS = "client;date;therapist;ORSQ1;ORSQ2;ORSQ3;ORSQ4;Total_ORS\n"

CELLS = {
    "7.5": 7.5,
    "7,5": 7.5,
    " 7,5 ": 7.5,
    "7,5\u00a0": 7.5,
    "\u202f7.5": 7.5,
    "'7.5": 7.5,
    "’7,5": 7.5,
    "7,5 %": 7.5,
    "7.5 pts": 7.5,
    "7,5 Punkte": 7.5,
    "7,5 poäng": 7.5,
    "+7.5": 7.5,
    "07.5": 7.5,
    "7.50": 7.5,
    "7,500": 7.5,
    "1,234": 1.2,
    "0": 0.0,
    "0,0": 0.0,
    "40": 40.0,
    "": None,
    "   ": None,
    "\u00a0": None,
    "-": None,
    "–": None,
    ".": None,
    "n/a": None,
    "NA": None,
    "NULL": None,
    "k. A.": None,
    "n.v.t.": None,
    "saknas": None,
    "40.04": "score_out_of_range",
    "40,1": "score_out_of_range",
    "-0.1": "score_out_of_range",
    "400": "score_out_of_range",
    "50000": "score_out_of_range",
    "1e300": "score_out_of_range",
    "99999999999": "score_out_of_range",
    "45329": "score_out_of_range",
    "07.May": "score_not_number",
    "7-May": "score_not_number",
    "07. Mai": "score_not_number",
    "2026-05-07": "score_not_number",
    "07.05.2026": "score_not_number",
    "7:30": "score_not_number",
    "1.234,5": "score_not_number",
    "1,234.5": "score_not_number",
    "1'234": "score_not_number",
    "1 234": "score_not_number",
    "7.5.": "score_not_number",
    "7,,5": "score_not_number",
    "0_5": "score_not_number",
    "0x1F": "score_not_number",
    "nan": None,
    "NaN": None,
    "\\N": None,
    "20/40": 20.0,
    "18,2 / 40": 18.2,
    "18.2 of 40": 18.2,
    "18,2 von 40 Punkten": 18.2,
    "18.2 (40)": 18.2,
    "18,2 sur 40": 18.2,
    "45/100": 18.0,
    "182/400": 18.2,
    "41/40": "score_out_of_range",
    "12/20": "score_not_number",
    "18.2 of": "score_not_number",
    "999": "missing_code",
    "-9": "missing_code",
    "-99.0": "missing_code",
    "99": "missing_code",
    "88": "missing_code",
    "DNA": "missing_code",
    "[refused]": "missing_code",
    "99 - declined": "missing_code",
    "Keine Angaben": "missing_code",
    "sin respuesta": "missing_code",
    "non répondu": "missing_code",
    "ubesvaret": "missing_code",
    "7 refused": "score_not_number",
    "inf": "score_not_number",
    "high": "score_not_number",
    "7.5 apples": "score_not_number",
    "7 to 8": "score_not_number",
    "#REF!": "formula_error",
    "#N/A": "formula_error",
}


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_score_cell(understand, cell):
    seen = understand(HEAD + GOOD + f"2;2026-01-05;T;{cell};30\n")
    wanted = CELLS[cell]
    if isinstance(wanted, str):
        assert (seen.left_out(), seen.left_out("cells_quarantined")) == ([], [(3, wanted, "ORS")])
        assert [(s[0], s[5], s[8]) for s in seen.sessions] == [("1", 20.1, 38.0), ("2", None, 30.0)]
        assert seen.document["outcome"] == (
            "accept" if wanted == "missing_code" else "accept_with_quarantine"
        )
    else:
        assert seen.left_out() == []
        assert seen.sessions[1][5] == wanted
        assert ("zero_scores" in seen.document["warnings"]) == (wanted == 0)


BOTH = "client;date;therapist;ORSQ1;ORSQ2;ORSQ3;ORSQ4;Total_ORS;SRS\n1;2026-01-05;T;5;5.5;6;6.5;23;30\n"


@pytest.mark.parametrize(
    ("row", "ors", "faults"),
    [
        ("5;x;5;5;20", 20.0, [("score_not_number", "ORSQ2")]),  # the total is good
        ("5;12;5;5;27", None, [("score_out_of_range", "ORSQ2")]),  # its total holds it, too
        ("5;12;5;5;20", 20.0, [("score_out_of_range", "ORSQ2")]),
        ("5;999;5;5;20", 20.0, [("missing_code", "ORSQ2")]),
        ("5;999;5;5;15", None, [("missing_code", "ORSQ2")]),  # a sum of what was answered
        ("5;DNA;5;5;", None, [("missing_code", "ORSQ2")]),
        ("5;5;5;5;2026-05-15", 20.0, [("score_not_number", "Total_ORS")]),
        ("x;5;5;5;y", None, [("score_not_number", "ORSQ1"), ("score_not_number", "Total_ORS")]),
        ("5;;5;5;99", None, [("missing_code", "Total_ORS")]),
        ("7/10;8 of 10;50/100;9,5/10;29.5/40", 29.5, []),
    ],
)
def test_a_bad_cell_costs_a_cell(understand, row, ors, faults):
    seen = understand(BOTH + f"2;2026-01-05;T;{row};31\n")
    assert [(reason, column) for _, reason, column in seen.left_out("cells_quarantined")] == faults
    assert seen.left_out() == []
    assert (seen.sessions[1][5], seen.sessions[1][8]) == (ors, 31.0)
    areas = ors is not None and "ORSQ" not in str(faults)
    assert (seen.sessions[1][6] is not None) == areas


@pytest.mark.parametrize(
    ("row", "left_out", "sessions"),
    [
        ("x;y", [(3, "score_not_number", "ORS")], 1),
        ("x;", [(3, "score_not_number", "ORS")], 1),
        ("999;y", [(3, "score_not_number", "SRS")], 1),
        ("999;DNA", [], 2),
    ],
)
def test_a_row_of_which_nothing_is_left_is_set_aside(understand, row, left_out, sessions):
    seen = understand(HEAD + GOOD + f"2;2026-01-05;T;{row}\n")
    assert (seen.left_out(), len(seen.sessions)) == (left_out, sessions)


def test_codes_for_missing_scores_do_not_speak_of_another_scale(understand):
    cells = ("99", "20", "99", "99", "21", "99", "99", "99")
    rows = "".join(f"{i};2026-01-05;T;{cell};30\n" for i, cell in enumerate(cells))
    seen = understand(HEAD + rows)
    assert [s[5] for s in seen.sessions] == [None, 20.0, None, None, 21.0, None, None, None]
    areas = "".join(
        f"{i};2026-01-05;T;{a};5;5;5;;30\n" for i, a in enumerate(["99", "5", "99", "5", "99", "5"])
    )
    seen = understand(BOTH + areas)
    assert len(seen.left_out("cells_quarantined")) == 3


def test_99_of_100_is_a_score(understand):
    rows = "".join(f"{i};2026-01-05;T;{a};55;60;99;\n" for i, a in enumerate((99, 45, 71)))
    assert [s[5] for s in understand(ITEMS + rows).sessions] == [31.3, 25.9, 28.5]


def test_what_was_left_out_is_said(understand):
    seen = understand(HEAD + GOOD + "2;2026-01-05;T;x;30\n3;2026-01-05;T;999;30\n4;2026-01-05;T;30;DNA\n")
    assert seen.document["message"].endswith(
        "1 cell of these rows was left empty because something in it is wrong. 2 scores are given as missing."
    )


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("5;5;5;5;20", 20.0),
        ("5;5;5;5;", 20.0),
        ("5;5;5;5;-", 20.0),
        ("-;-;-;-;20", 20.0),
        ("n/a;.;;NA;20", 20.0),
        ("5;5;5;5;20.1", 20.1),
        ("5;5;5;5;20.2", (3, "total_mismatch", "Total_ORS")),
        ("5;5;5;5;19.8", (3, "total_mismatch", "Total_ORS")),
        ("5;-;5;5;15", (3, "items_incomplete", "ORSQ2")),
        ("5;5;5;;", (3, "items_incomplete", "ORSQ4")),
        (";;;5;", (3, "items_incomplete", "ORSQ1")),
        ("5;5;10.1;5;", (3, "score_out_of_range", "ORSQ3")),
        ("5;5;5;75;", (3, "score_out_of_range", "ORSQ4")),
    ],
)
def test_areas_and_their_total(understand, row, wanted):
    good = "1;2026-01-05;T;5;5.5;6;6.5;23\n"
    seen = understand(ITEMS + good + f"2;2026-01-05;T;{row}\n")
    if isinstance(wanted, tuple):
        assert seen.left_out() == [wanted]
    else:
        assert (seen.left_out(), seen.sessions[1][5]) == ([], wanted)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [(("20,5", "21"), ","), (("20.5", "21"), "."), (("20", "21,5 %"), ","), (("", "2"), ".")],
)
def test_the_decimal_mark_is_reported(understand, cells, mark):
    seen = understand(HEAD + "".join(f"{i};2026-01-05;T;{cell};30\n" for i, cell in enumerate(cells)))
    assert seen.document["recognised"]["decimal"] == mark
