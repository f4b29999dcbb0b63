"""From the text of a score cell to points: how numbers are written."""

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
    "nan": "score_not_number",
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
        assert seen.left_out() == [(3, wanted, "ORS")]
        assert seen.column(0) == ["1"]
    else:
        assert seen.left_out() == []
        assert seen.sessions[1][5] == wanted
        assert ("zero_scores" in seen.document["warnings"]) == (wanted == 0)


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
