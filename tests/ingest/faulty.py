"""Test tables with faulty or doubtful rows, and the expected result for every row."""

from __future__ import annotations

from tests.ingest.hostile import (
    ERRORS,
    GOOD,
    HEAD,
    SHEET,
    TABLE,
    asked,
    bad,
    either,
    good,
    many,
    packed,
    rewritten,
    small_dimension,
    workbook,
)

OUT, NOT_A_NUMBER, NO_DAY = "score_out_of_range", "score_not_number", "date_unparseable"
ITEMS = "Client_ID,Session_Date,Provider_ID,ORSQ1,ORSQ2,ORSQ3,ORSQ4,Total_ORS\n"
WARNED = "client,date,therapist,ORS,closure reason\n"
ATTENDED = "client,date,therapist,ORS,SRS,attendance\n"
TWO_TOTALS = "client,date,therapist,ORS total,ORS score\n1,2026-01-05,T,20,21\n2,2026-01-06,T,22,23\n"
SLASHES = HEAD + "1,03/04/2026,T,20,30\n2,05/06/2026,T,21,31\n3,07/08/2026,T,22,32\n4,01/02/2026,T,23,33\n"


def row(cells: str, reason: str, **more):
    """Return the case of a good table with one faulty row on line 5."""
    return good(TABLE + cells + "\n", accepted=3, quarantined=((5, reason),), **more)


SCORES = {
    "score_above_40": row("3,2026-01-05,T,40.1,", OUT),
    "score_of_400_once": row("3,2026-01-05,T,230,", OUT),
    "score_below_0": row("3,2026-01-05,T,-5.5,", OUT),
    "score_minus_0_1": row("3,2026-01-05,T,,-0.1", OUT),
    "score_in_words": row("3,2026-01-05,T,twenty,", NOT_A_NUMBER),
    "score_inf": row("3,2026-01-05,T,inf,", NOT_A_NUMBER),
    "score_nan": good(TABLE + "3,2026-01-05,T,20,nan\n", accepted=4),
    "score_two_numbers": good(TABLE + "3,2026-01-05,T,20/40,38\n", accepted=4),
    "score_two_points": row("3,2026-01-05,T,2.0.1,", NOT_A_NUMBER),
    "score_underscore": row("3,2026-01-05,T,2_0,", NOT_A_NUMBER),
    "score_hexadecimal": row("3,2026-01-05,T,0x1F,", NOT_A_NUMBER),
    "score_date": row("3,2026-01-05,T,20-Jan,", NOT_A_NUMBER),
    "score_error": row("3,2026-01-05,T,#DIV/0!,", "formula_error"),
    "score_german_error": row("3,2026-01-05,T,#WERT!,", "formula_error"),
    "item_above_10": good(
        ITEMS + "1,2026-01-05,T,5,5,5,6,21\n2,2026-01-05,T,5,11,5,5,26\n", quarantined=((3, OUT),)
    ),
    "item_missing": good(
        ITEMS + "1,2026-01-05,T,5,5,5,6,21\n2,2026-01-05,T,5,,5,6,16\n",
        quarantined=((3, "items_incomplete"),),
    ),
    "total_of_other_items": good(
        ITEMS + "1,2026-01-05,T,5,5,5,6,21\n2,2026-01-05,T,5,5,5,6,30\n", quarantined=((3, "total_mismatch"),)
    ),
    "zero_is_a_score": good(TABLE + "3,2026-01-05,T,0,30\n", accepted=4, warnings="zero_scores"),
    "blank_is_no_score": good(TABLE + "3,2026-01-05,T,,\n", accepted=4),
    "score_with_exponent": either(TABLE + "3,2026-01-05,T,1e3,38\n"),
}
DATES = {
    "day_that_is_not": row("3,2026-02-30,T,20,38", NO_DAY),
    "the_31_02": good(
        HEAD + "1,28.02.2026,T,20,38\n2,31.02.2026,T,20,38\n", accepted=1, quarantined=((3, NO_DAY),)
    ),
    "no_date": row("3,,T,20,38", "date_missing"),
    "date_in_words": row("3,yesterday,T,20,38", NO_DAY),
    "date_in_future": row("3,2026-12-24,T,20,38", "date_in_future"),
    "date_far_future": row("3,2206-01-05,T,20,38", "date_in_future"),
    "date_before_sessions": row("3,1899-12-31,T,20,38", "date_implausible"),
    "date_year_zero": row("3,0000-00-00,T,20,38", NO_DAY),
    "date_infinity": row("3,infinity,T,20,38", NO_DAY),
    "ambiguous_dates": asked(SLASHES, question="date_order", date_order="day_first"),
    "two_digit_years": good(HEAD + "1,25.01.26,T,20,38\n2,03.02.26,T,21,38\n", accepted=2),
    "moments_with_zone": good(HEAD + "1,2026-01-05T23:30:00+00:00,T,20,38\n", accepted=1),
}
IDS = {
    "id_missing": row(",2026-01-05,T,20,38", "id_missing"),
    "id_of_blanks": row("   ,2026-01-05,T,20,38", "id_missing"),
    "id_with_bell": row("a\x07b,2026-01-05,T,20,38", "id_has_control_chars"),
    "id_with_zero_byte": row("a\x00b,2026-01-05,T,20,38", "id_has_control_chars"),
    "id_turned_round": row("a\u202eb,2026-01-05,T,20,38", "id_has_control_chars"),
    "id_with_line_end": row('"a\nb",2026-01-05,T,20,38', "id_has_control_chars"),
    "id_too_long": row("x" * 300 + ",2026-01-05,T,20,38", "cell_too_long"),
    "id_error": row("#REF!,2026-01-05,T,20,38", "formula_error"),
    "ids_that_look_like_nothing": good(
        TABLE + "".join(f"{name},2026-01-05,NA,20,38\n" for name in ("NA", "null", "None", "nan", "-", "0")),
        accepted=9,
    ),
    "ids_of_markup": good(
        TABLE
        + "<script>alert(1)</script>,2026-01-05,![x](http://127.0.0.1:9/b),20,38\n"
        + "'; drop table session; --,2026-01-05,:red[T],20,38\n",
        accepted=5,
    ),
    "two_spellings": good(
        TABLE + "AB 1,2026-01-05,T,20,38\nab1,2026-01-06,T,20,38\n", warnings="possible_same_client"
    ),
    "no_therapist": good(TABLE + "3,2026-01-05,,20,38\n", warnings="therapist_missing"),
    "a_long_note": good(
        "client,date,therapist,ORS,note\n1,2026-01-05,T,20," + "so " * 5000 + "\n", accepted=1
    ),
}
SHAPES = {
    "quote_never_closed": good(
        HEAD + '1,2026-01-05,"T,20,30\n' + GOOD, quarantined=((2, "quote_not_closed"),), accepted=3
    ),
    "ragged_rows": good(
        TABLE + "3,2026-01-05,T,20\n4,2026-01-05,T,20,38,1\n",
        quarantined=((5, "wrong_field_count"), (6, "wrong_field_count")),
    ),
    "empty_cell_too_many": good("client,date,therapist,ORS,note\n1,2026-01-05,T,20,\n2,2026-01-05,T,20,,\n"),
    "repeated_header": good(TABLE + HEAD + "9,2026-01-05,T,1,1\n", skipped=((5, "repeated_header"),)),
    "totals_row": good(TABLE + "Total,,,72.2,116.5\n", skipped=((5, "summary_row"),)),
    "averages_row": good(TABLE + "Durchschnitt,,,24,38\n", skipped=((5, "summary_row"),)),
    "footer": good(TABLE + "\nPrinted by the practice\n", skipped=((6, "footer"),)),
    "title_rows": good("Report\nMade on 2026-11-01\n\n" + TABLE + "3,2026-01-05,T,41,1\n", cells=((8, OUT),)),
    "separator_said": good("sep=;\n" + TABLE.replace(",", ";") + "3;2026-01-05;T;41;1\n", cells=((6, OUT),)),
    "old_mac_line_ends": good(TABLE.replace("\n", "\r"), accepted=3),
    "mixed_line_ends": good(TABLE.replace("\n", "\r\n", 2) + "3,2026-01-05,T,41,1\n", cells=((5, OUT),)),
    "no_line_end_at_the_end": good(TABLE.rstrip("\n"), accepted=3),
    "cut_off": good(
        TABLE + "003,2026-01-0", quarantined=((5, "wrong_field_count"),), warnings="file_may_be_truncated"
    ),
    "two_totals": asked(TWO_TOTALS, question="column:ORS total", **{"column:ORS total": "ors_total"}),
    "two_therapists": asked(
        "client,date,therapist,supervisor,clinician,ORS\n1,2026-01-05,A,S,B,20\n2,2026-01-06,B,S,A,21\n",
        question="therapist_column",
        therapist_column="clinician",
    ),
    "same_header_twice": good("client,date,therapist,note,note,ORS\n1,2026-01-05,T,a,b,20\n", accepted=1),
    "headers_of_sql": good('client,date,ORS,therapist,"a""; drop table session; --"\n1,2026-01-05,20,T,1\n'),
    "empty_columns": good(",client,,date,therapist,ORS,,\n,1,,2026-01-05,T,20,,\n", accepted=1),
}
MEANING = {
    "duplicate": good(TABLE + "001,2026-01-05,T1,20.1,38.0\n", skipped=((5, "duplicate_row"),), accepted=3),
    "conflict": good(
        TABLE + "001,2026-01-05,T1,25,38.0\n",
        quarantined=((2, "conflicting_duplicate"), (5, "conflicting_duplicate")),
        accepted=2,
    ),
    "two_therapists_on_a_day": good(
        TABLE + "001,2026-01-05,T9,20.1,38.0\n", skipped=None, warnings="same_day_two_therapists"
    ),
    "swapped_columns": good(
        HEAD + many(lambda k: f"{k},2026-01-05,T,{34 + k % 6},{12 + k % 9}\n"), warnings="possible_swap"
    ),
    "unknown_ending": good(
        WARNED + "1,2026-01-05,T,20,vanished\n", warnings="unknown_closure_words", accepted=1
    ),
    "missed": good(
        ATTENDED + "1,2026-01-05,T,20,30,Show\n1,2026-01-12,T,,,No Show\n1,2026-01-19,T,,,Late Cancelled\n",
        skipped=((3, "not_attended"), (4, "not_attended")),
        accepted=1,
    ),
    "sessions_out_of_order": good(
        "client,date,session number,therapist,ORS\n1,2026-01-05,2,T,20\n1,2026-01-12,1,T,21\n",
        warnings="session_number_disagrees_with_date",
    ),
    "other_measures": good(
        "client,date,therapist,measure,score\n1,2026-01-05,T,ORS,20\n1,2026-01-05,T,PHQ-9,12\n1,2026-01-05,T,SRS-22,4\n",
        skipped=((3, "not_an_orssrs_row"), (4, "not_an_orssrs_row")),
        accepted=1,
    ),
    "scoliosis_only": bad(
        "client,date,therapist,SRS-22 total\n" + many(lambda k: f"{k},2026-01-05,T,{k % 5}\n")
    ),
    "before_intake": good(
        "client,intake date,date,therapist,ORS\n1,2026-01-05,2026-01-05,T,20\n2,2026-02-01,2026-01-05,T,20\n",
        quarantined=((3, "date_before_intake"),),
    ),
}
SHEETS = {
    "errors_in_cells": good(
        workbook(ERRORS), quarantined=((4, "formula_error"), (5, "formula_error")), accepted=2
    ),
    "declared_size_too_small": good(rewritten(workbook(SHEET), "sheet1.xml", small_dimension), accepted=2),
    "two_sheets": asked(workbook(SHEET, SHEET), question="sheet", sheet="Sheet 2"),
    "two_sheets_that_disagree": asked(
        workbook(SHEET, [SHEET[0], *([*row[:3], row[3] + 1, row[4]] for row in SHEET[1:])]),
        question="sheet",
        sheet="Sheet 2",
    ),
    "hidden_sheet": good(workbook(SHEET, SHEET, hidden=(1,)), accepted=2),
    "rows_far_below": good(
        workbook([*[[]] * 6, *SHEET, ["9", "2026-01-05", "T", 41, 1]]), cells=((10, OUT),)
    ),
    "zip_of_one_table": good(
        packed({"a/export.csv": TABLE, "__MACOSX/._export.csv": b"\x00\x05\x16"}), accepted=3
    ),
    "formula_as_text": either(
        TABLE + '"=HYPERLINK(""http://127.0.0.1:9/"",""x"")",2026-01-05,"=cmd|\' /C calc\'!A0",20,38\n'
    ),
}
ROWS = SCORES | DATES | IDS | SHAPES | MEANING | SHEETS
