"""Tests of score units: detected from the scores or the column names, or asked about."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from tests.ingest.test_values import HEAD, ITEMS


def forms(n: int, areas, total=lambda four: sum(four), more: str = "") -> str:
    """Return a file of n forms; `areas` gives the four scores of form i, and `total` their total."""
    rows = [(areas(i), i) for i in range(n)]
    lines = [f"{i};2026-01-05;T;{';'.join(map(str, four))};{total(four)}\n" for four, i in rows]
    return ITEMS + "".join(lines) + more


def tenths(i: int) -> list[float]:
    """Return four area scores from 0 to 10 with one decimal."""
    return [round((i * 7 + k * 13) % 97 / 10 + 0.2, 1) for k in range(4)]


def hundreds(i: int) -> list[int]:
    """Return the area scores of `tenths` multiplied by 10, on a scale from 0 to 100."""
    return [round(area * 10) for area in tenths(i)]


def points(seen) -> list[tuple[float, float]]:
    """Return (ORS total, first ORS area) of each session, sorted by client number."""
    return [(s[5], s[6]) for s in sorted(seen.sessions, key=lambda s: int(s[0]))]


WANTED = [(round(sum(tenths(i)), 1), tenths(i)[0]) for i in range(12)]
UNITS = {
    "points": (forms(12, tenths, lambda four: round(sum(four), 1)), "0-10", WANTED),
    "mean beside areas": (forms(12, tenths, lambda four: round(sum(four) / 4, 1)), "0-10", WANTED),
    "per cent beside areas": (forms(12, tenths, lambda four: round(sum(four) * 2.5)), "0-10", WANTED),
    "areas to 100": (forms(12, hundreds), "0-100", WANTED),
    "areas to 100, total to 40": (forms(12, hundreds, lambda four: sum(four) / 10), "0-100", WANTED),
    "areas to 100, no total": (forms(12, hundreds, lambda four: ""), "0-100", WANTED),
    "one form to 100": (forms(1, lambda i: [61, 72, 55, 80]), "0-100", [(26.8, 6.1)]),
    "areas per cent": (
        forms(12, lambda i: [f"{n} %" for n in hundreds(i)], lambda four: ""),
        "percent",
        WANTED,
    ),
    "whole numbers": (
        forms(12, lambda i: [1 + (i + k) % 10 for k in range(4)]),
        "1-10",
        [(float(sum(1 + (i + k) % 10 for k in range(4))), float(1 + i % 10)) for i in range(12)],
    ),
}


@pytest.mark.parametrize("unit", UNITS)
def test_the_unit_of_the_areas_is_found(understand, unit):
    text, name, wanted = UNITS[unit]
    seen = understand(text)
    assert seen.left_out() == []
    assert points(seen) == wanted
    assert seen.document["recognised"]["item_scale"] == name
    assert ("unusual_scale" in seen.document["warnings"]) == (name == "1-10")


def test_beyond_the_scale_found_is_left_out_and_not_cut(understand):
    more = "90;2026-01-05;T;101;50;50;50;251\n91;2026-01-05;T;50;50;50;50;401\n92;2026-01-05;T;100;50;50;50;250\n"
    seen = understand(forms(12, hundreds, more=more))
    assert seen.left_out() == [(14, "score_out_of_range", "ORSQ1")]  # its total holds the area, too
    assert seen.left_out("cells_quarantined") == [(15, "score_out_of_range", "Total_ORS")]
    assert points(seen)[-1] == (25.0, 10.0)


def test_a_mismatch_is_seen_in_the_unit_of_the_store(understand):
    seen = understand(forms(12, hundreds, more="90;2026-01-05;T;50;50;50;50;203\n"))
    assert seen.left_out() == [(14, "total_mismatch", "Total_ORS")]


def totals(ors, srs=lambda i: "", n: int = 12) -> str:
    """Return a file with totals only."""
    return HEAD + "".join(f"{i};2026-01-05;T;{ors(i)};{srs(i)}\n" for i in range(n))


def asked(understand, text, **answers):
    with pytest.raises(QuestionForUser) as stopped:
        understand(text, answers=answers)
    return stopped.value.question


def test_totals_up_to_400_are_tenths(understand):
    seen = understand(totals(lambda i: 61 + i * 20, lambda i: 300 + i))
    assert seen.document["recognised"]["item_scale"] == "0-100"
    assert (seen.sessions[0][5], seen.sessions[0][8]) == (6.1, 30.0)
    assert seen.left_out() == []


def test_one_scale_tells_the_other(understand):
    seen = understand(totals(lambda i: 41 + i * 5, lambda i: 300 + i))
    assert (seen.sessions[0][5], seen.sessions[0][8]) == (4.1, 30.0)


def test_means_alone_are_a_question(understand):
    text = totals(lambda i: 2.1 + i / 2, lambda i: 30 + i / 2)
    question = asked(understand, text)
    assert (question.key, question.choices) == ("item_scale", ("item_mean", "total"))
    assert "“ORS”" in question.text
    assert question.examples[0] == "2.1 is 8.4 of 40 as a mean, 2.1 of 40 as a total"
    assert len(question.examples) == 3 or len(set(question.examples)) == len(question.examples)
    mean, total = (understand(text, answers={"item_scale": choice}) for choice in question.choices)
    assert (mean.sessions[0][5], mean.sessions[0][8]) == (8.4, 30.0)
    assert mean.document["recognised"]["item_scale"] == "item_mean"
    assert (total.sessions[0][5], total.document["recognised"]["item_scale"]) == (2.1, "total_only")
    assert asked(understand, text, item_scale="sideways").key == "item_scale"


def test_a_few_low_totals_are_no_question_but_an_answer_counts(understand):
    text = totals(lambda i: 2.1 + i / 2, n=5)
    assert understand(text).sessions[0][5] == 2.1
    assert understand(text, answers={"item_scale": "item_mean"}).sessions[0][5] == 8.4


def test_a_slip_does_not_hide_means_and_is_left_out(understand):
    text = totals(lambda i: 75 if i == 30 else 2.1 + i % 9 / 2, n=40)
    assert asked(understand, text).choices == ("item_mean", "total")
    seen = understand(text, answers={"item_scale": "item_mean"})
    assert seen.left_out() == [(32, "score_out_of_range", "ORS")]


def test_totals_above_40_are_a_question(understand):
    text = totals(lambda i: 25 + i * 6)
    question = asked(understand, text)
    assert (question.key, question.choices) == ("item_scale", ("percent", "0-100", "total"))
    assert question.examples[0] == "25.0 is 10.0 of 40 as per cent, 2.5 of 40 as a total up to 400"
    assert understand(text, answers={"item_scale": "percent"}).sessions[0][5] == 10.0
    assert understand(text, answers={"item_scale": "0-100"}).sessions[0][5] == 2.5
    wrong = understand(text, answers={"item_scale": "total"})
    assert len(wrong.left_out()) == 9
    assert wrong.document["recognised"]["item_scale"] == "total_only"


@pytest.mark.parametrize(
    ("name", "sign"), [("ORS", " %"), ("ORS", "%"), ("ORS %", ""), ("ORS (Prozent)", "")]
)
def test_per_cent_by_sign_or_name_needs_no_question(understand, name, sign):
    text = totals(lambda i: f"{25 + i * 6}{sign}").replace("ORS", name, 1)
    seen = understand(text, answers={f"column:{name}": "ors_total"})
    assert seen.sessions[0][5] == 10.0
    assert seen.document["recognised"]["item_scale"] == "percent"


def test_areas_of_two_units_are_a_question(understand):
    text = forms(12, lambda i: tenths(i) if i % 2 else [area + 11 for area in hundreds(i)], lambda four: "")
    question = asked(understand, text)
    assert (question.key, question.choices) == ("item_scale", ("0-100", "0-10"))
    assert len(understand(text, answers={"item_scale": "0-10"}).left_out()) == 6
    assert understand(text, answers={"item_scale": "0-100"}).document["recognised"]["item_scale"] == "0-100"


def test_dates_are_asked_about_before_scores(understand):
    text = totals(lambda i: 2.1 + i / 2).replace("2026-01-05", "05/01/2026").replace("5/0", "6/0")
    assert asked(understand, text.replace("05/01/2026", "06/02/2026")).key == "date_order"
    assert asked(understand, text, date_order="day_first").key == "item_scale"


def test_each_scale_has_its_own_unit_in_rows_per_administration(understand):
    rows = "".join(
        f"{i};2026-01-05;T;ORS;{61 + i * 20}\n{i};2026-01-05;T;SRS;{300 + i}\n{i};2026-01-05;T;PHQ-9;{i}\n"
        for i in range(12)
    )
    seen = understand("client;date;therapist;measure;score\n" + rows)
    assert (seen.sessions[0][5], seen.sessions[0][8]) == (6.1, 30.0)
    assert seen.document["rows_skipped"] == 12


def test_the_scale_is_the_same_whatever_the_order_of_rows(understand):
    text = forms(12, hundreds, more="90;2026-01-05;T;101;50;50;50;251\n")
    head, *rows = text.splitlines(keepends=True)
    assert understand(head + "".join(reversed(rows))).sessions == understand(text).sessions


@pytest.mark.parametrize(
    "name", ["ORS mean", "Average ORS", "ORS-Mittelwert", "ORS gennemsnit", "ORS moyenne"]
)
def test_a_mean_by_name_needs_no_question(understand, name):
    alone = understand(totals(lambda i: 2.1 + i / 2, n=3).replace("ORS", name, 1))
    assert (alone.sessions[0][5], alone.document["recognised"]["item_scale"]) == (8.4, "item_mean")
    beside = understand(forms(2, tenths, lambda four: round(sum(four) / 4, 1)).replace("Total_ORS", name))
    assert (points(beside), beside.left_out()) == (WANTED[:2], [])
    high = understand(totals(lambda i: 20 + i).replace("ORS", name, 1))
    assert (high.sessions[0][5], high.left_out()) == (20.0, [])


def test_quarters_of_a_total_that_were_rounded_are_not_answers(understand):
    seen = understand(forms(12, lambda i: [round((i + 1) / 4, 1)] * 4, lambda four: round(sum(four))))
    assert seen.document["warnings"] == ["items_not_answered_separately"]
    assert (points(seen)[4], seen.left_out()) == ((5.0, None), [])


def test_zeros_in_place_of_areas_do_not_fit_the_total(understand):
    rows = forms(12, lambda i: [0, 0, 0, 0], lambda four: 20, more="90;2026-01-05;T;5;5;5;5;20\n")
    seen = understand(rows)
    assert {reason for _, reason, _ in seen.left_out()} == {"total_mismatch"}
    assert points(seen) == [(20.0, 5.0)]


def test_a_low_total_taken_as_such_is_still_unusual(understand):
    text = totals(lambda i: 2 + i % 7, lambda i: 30, n=30)
    assert "unusual_scale" in understand(text, answers={"item_scale": "total"}).document["warnings"]
    assert "unusual_scale" not in understand(text, answers={"item_scale": "item_mean"}).document["warnings"]


HIGHEST = {  # names of the columns -> cells that say how high a score can be, the score that 25 is
    "Client,Date,Measure,Score,Max": (["100", "0-100"], 10.0),
    "Klient,Datum,Skala,Wert,Maximum": (["100", "100,0"], 10.0),
    "Cliente,Fecha,Cuestionario,Valor,Puntuación máxima": (["100"], 10.0),
    "Client,Date,Survey,Score,Out of": (["400"], 2.5),
    "Klient,Dato,Skema,Score,Maks score": (["40", "0-40", "27"], 25.0),
}


def with_maximum(head: str, *maximums: str) -> str:
    """Return ORS scores with different stated maxima, and another questionnaire with its own maximum."""
    rows = [
        f"C{n};2026-0{k}-1{n};ORS;{20 + 5 * k};{top}" for k in (1, 2, 3) for n, top in enumerate(maximums)
    ]
    other = [f"C{n};2026-0{k}-1{n};PHQ-9;11;27" for k in (1, 2, 3) for n in range(len(maximums))]
    return "\n".join([head.replace(",", ";"), *rows, *other]) + "\n"


@pytest.mark.parametrize("head", HIGHEST)
def test_a_column_with_the_highest_score_is_the_unit(understand, head):
    cells, wanted = HIGHEST[head]
    for cell in cells:
        assert understand(with_maximum(head, cell)).sessions[0][5] == wanted, cell


HEADS = [("ORS max", "SRS max"), ("Max ORS", "Max SRS"), ("ORS Höchstwert", "SRS Höchstwert")]


@pytest.mark.parametrize("heads", HEADS)
def test_each_scale_may_have_a_column_with_its_highest_score(understand, heads):
    text = (
        f"Client,Date,ORS,{heads[0]},SRS,{heads[1]}\nA,2026-01-05,25,100,30,40\nB,2026-01-06,30,100,35,40\n"
    )
    assert [(s[5], s[8]) for s in understand(text).sessions] == [(10.0, 30.0), (12.0, 35.0)]


def test_two_highest_scores_of_one_scale_are_refused(understand):
    with pytest.raises(ImportRejected, match="highest ORS score is 100 in some rows and 40 in others"):
        understand(with_maximum("Client,Date,Measure,Score,Max", "100", "40"))
