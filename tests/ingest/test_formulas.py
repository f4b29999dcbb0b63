"""Tests of formulas without saved values: the report names the columns, or the file is refused.

It is refused if the formulas are in the column of the client or of the date.
"""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected
from tests.ingest.hostile import rewritten
from tests.support import containers
from tests.support.containers import Formula

HEAD = ["Client", "Date", "Therapist", "ORS Total", "SRS Total"]
SUM = Formula("=SUM(A1:A4)")
BOOKS = {"xlsx": containers.xlsx, "ods": containers.ods}


def book(kind: str, rows: list[list], name: str = "Data") -> bytes:
    return BOOKS[kind]({name: rows})


@pytest.mark.parametrize("kind", BOOKS)
def test_a_score_column_of_formulas_is_said_and_the_other_form_stays(understand, kind):
    rows = [["A", f"2026-01-{day:02}", "T1", SUM, 30 + day / 10] for day in (5, 12)]
    seen = understand(book(kind, [HEAD, *rows]))
    assert (seen.column(5), seen.column(8)) == ([None, None], [30.5, 31.2])
    assert seen.document["warnings"] == ["formulas_not_calculated"]
    assert "ORS Total: cells are formulas that were never calculated" in seen.document["message"]
    assert "save it, and import it again" in seen.document["message"]


@pytest.mark.parametrize("kind", BOOKS)
def test_a_single_formula_among_values_is_said_too(understand, kind):
    rows = [["A", "2026-01-05", "T1", 20.5, 30], ["A", "2026-01-12", "T1", SUM, 31]]
    seen = understand(book(kind, [["Praxis Nord"], [], HEAD, *rows]))
    assert seen.column(5) == [20.5, None]
    assert seen.document["warnings"] == ["formulas_not_calculated"]


@pytest.mark.parametrize("kind", BOOKS)
@pytest.mark.parametrize(("place", "header"), [(0, "Client"), (1, "Date")])
def test_formulas_instead_of_the_client_or_the_date_are_refused(understand, kind, place, header):
    row = ["A", "2026-01-05", "T1", 20.5, 30]
    row[place] = Formula("=Other!A1")
    with pytest.raises(
        ImportRejected, match=f"{header}: cells are formulas that were never calculated.*save it"
    ):
        understand(book(kind, [HEAD, row, row]))


@pytest.mark.parametrize("header", ["Notiz", "Bemerkung", "Comentario"])
def test_formulas_in_columns_that_are_not_read_are_nobody_s_business(understand, header):
    seen = understand(containers.xlsx({"A": [[*HEAD, header], ["A", "2026-01-05", "T1", 20.5, 30, SUM]]}))
    assert seen.document["warnings"] == []


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="D2"><f>SUM(A1)</f><v>20.5</v></c>',
        b'<c r="D2" s="1"><f t="shared" ref="D2:D9" si="0">SUM(A1)</f><v>20.5</v></c>',
        b'<c r="D2"><f t="shared" si="0"/><v>20.5</v></c>',
    ],
)
def test_formulas_with_their_values_are_values(understand, cell):
    content = containers.xlsx({"A": [HEAD, ["A", "2026-01-05", "T1", 99, 30]]})
    changed = rewritten(
        content, "sheet1.xml", lambda xml: xml.replace(b'<c r="D2" t="n"><v>99</v></c>', cell)
    )
    seen = understand(changed)
    assert (seen.column(5), seen.document["warnings"]) == ([20.5], [])


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="D2"><f>SUM(A1)</f></c>',
        b'<c r="D2" s="1"><f>SUM(A1)</f><v/></c>',
        b'<c r="D2"><f t="shared" si="0"/></c>',
        b'<c s="3" r="D2"><f t="array" ref="D2">SUM(A1)</f><v></v></c>',
    ],
)
def test_every_way_to_write_a_formula_without_a_value(understand, cell):
    content = containers.xlsx({"A": [HEAD, ["A", "2026-01-05", "T1", 99, 30]]})
    changed = rewritten(
        content, "sheet1.xml", lambda xml: xml.replace(b'<c r="D2" t="n"><v>99</v></c>', cell)
    )
    seen = understand(changed)
    assert (seen.column(5), seen.document["warnings"]) == ([None], ["formulas_not_calculated"])


def test_an_empty_text_is_the_value_of_a_formula(understand):
    content = containers.xlsx({"A": [HEAD, ["A", "2026-01-05", "T1", 99, 30]]})
    cell = b'<c r="D2" t="str"><f>IF(A2="","",1)</f><v></v></c>'
    changed = rewritten(
        content, "sheet1.xml", lambda xml: xml.replace(b'<c r="D2" t="n"><v>99</v></c>', cell)
    )
    assert understand(changed).document["warnings"] == []
