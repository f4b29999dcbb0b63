"""Conversion of text cells to values: every row is converted or gets the reason why it cannot be."""

from __future__ import annotations

import csv
import datetime
import json
import re
import unicodedata
from functools import lru_cache

from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.base.normalize import data
from analytics.ingest.columns import measure_names
from analytics.ingest.columns.layout import PER_ADMINISTRATION
from analytics.ingest.columns.measure_names import letters
from analytics.ingest.containers import fhir, fhir_people
from analytics.ingest.rows import canonical_csv, dates, score_ranges, spreadsheet_ids
from analytics.ingest.rows import units as rows_units
from analytics.ingest.rows.reading import ReadFile
from analytics.ingest.rows.report import SKIPPED_REASONS
from analytics.store.staging import Staging

FILLED_SHARE = 0.95  # share of rows with four equal areas from which they count as filled in by software
IRREGULAR_ROWS_AT_ONCE = 200_000  # rows with irregular scores read at once, to limit memory
FILLED_ROWS = 5  # rows needed to say so
_UNITS = "|".join(re.escape(word) for word in sorted(data("words")["scores"]["units"], key=len, reverse=True))
_OUT_OF = "|".join(
    re.escape(word) for word in sorted(data("words")["scores"]["out_of"], key=len, reverse=True)
)
DRESSED_NUMBER = rf"(?i)^(?:=\"|['’`´])? *([+-]?\d{{1,6}}(?:[.,]\d+)?) *(?:{_UNITS})?\"?$"

WITH_MAXIMUM = (
    rf"(?i)^(\d{{1,3}}(?:[.,]\d+)?) *(?:(?:{_OUT_OF})[ .:]*)+(\d{{2,3}})(?:[.,]0+)? *[)\]]? *(?:{_UNITS})?$"
)

_COPY, _COPY_OF = ("|".join(map(re.escape, data("words")["copies"][where])) for where in ("behind", "before"))
COPY_BEHIND = rf"(?i)^(.*?[^\s_(\[-])[\s_(\[-]+(?:{_COPY})(?:\s*[(\[]?\d{{1,2}}[)\]]?)?[)\]]?$"
COPY_BEFORE = rf"(?i)^(?:{_COPY_OF})\s+(\S.*)$"
COPY_SIGN = rf"(?i)[)\]]$|{_COPY}|{_COPY_OF}"  # what every code with such an addition holds


def prepare(staging: Staging) -> None:
    """Create the tables, macros and built-in words that the import's SQL needs in the staging database."""
    staging.set("control_characters", canonical_csv.CONTROL_CHARACTERS)
    staging.set("blank_words", ["", *data("words")["scores"]["blank"]])
    staging.set("yes_words", data("words")["flags"]["yes"])
    staging.set("no_words", data("words")["flags"]["no"])
    staging.set("dressed_number", DRESSED_NUMBER)
    staging.set("with_maximum", WITH_MAXIMUM)
    staging.set("missing_codes", data("words")["scores"]["missing_codes"])
    staging.set("missing_numbers", [float(code) for code in data("words")["scores"]["missing_codes"]])
    staging.set(
        "missing_words", [_without_accents(word).lower() for word in data("words")["scores"]["missing"]]
    )
    staging.set("copy_behind", COPY_BEHIND)
    staging.set("copy_before", COPY_BEFORE)
    staging.set("copy_sign", COPY_SIGN)
    dates.prepare(staging)
    for step in (
        "macros",
        "macros_ids",
        "macros_scores",
        "macros_dates",
        "problems",
        "tables_read",
        "tables",
        "tables_joined",
    ):
        staging.run(step)
    add_words(staging, fixed_words())


def add_words(staging: Staging, words: tuple[tuple[str, str, str | None], ...]) -> None:
    """Add entries (field, word, meaning) to the word list that the import's SQL uses."""
    if words:
        staging.run("word_add", words=json.dumps(words))


@lru_cache(maxsize=1)
def fixed_words() -> tuple[tuple[str, str, str], ...]:
    """Return (field, word, meaning) of the built-in words for measures, raters and attendance.

    Words are spelt as by `staging.letters`.
    """
    attendance = data("words")["attendance"]
    known = {
        ("attendance", letters(word)): meaning
        for meaning in ("booked", "absent")
        for word in attendance[meaning]
    }
    for meaning in ("self", "caretaker", "collateral"):
        known |= {("rater", letters(word)): meaning for word in data("words")["rater"][meaning]}
    known |= {("measure", word): meaning for word, meaning in measure_names.FIXED.items()}
    known |= {(field, _without_accents(word)): meaning for (field, word), meaning in known.items()}
    return tuple((field, word, meaning) for (field, word), meaning in known.items())


def _without_accents(word: str) -> str:
    """Return a word with the accents removed from its letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def type_file(staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str]) -> str:
    """Convert the rows of one file to values in the table `staging.typed`; return the date order used.

    Parameters
    ----------
    staging : the staging database.
    file : the file.
    today : the day after which rows are set aside as lying in the future.
    answers : question key -> choice.

    Returns
    -------
    The date order used (`iso`, `day_first`, ...).

    Raises
    ------
    QuestionForUser : if the dates or the scores can be read in two ways.

    Notes
    -----
    Rows are first converted with the standard units; if the scores turn out to have other units, they are
    converted again.
    """
    cleaned, understood = file.cleaned, file.layout
    versions = understood.versions
    columns = understood.sources()
    staging.run("file_add", file_no=file.number, ors_default=versions["ors"], srs_default=versions["srs"])
    staging.run(
        "header_add",
        file_no=file.number,
        fields=[c[1] for c in columns],
        headers=[c[0] for c in columns],
        numbers=[c[2] for c in columns],
    )
    if understood.sides:
        named = understood.sides.by_header()
        staging.run(
            "header_versions", file_no=file.number, headers=list(named), versions=list(named.values())
        )
    staging.source(cleaned.path, file.fields, cleaned.delimiter)
    named = _name_measures(staging, file, answers) if understood.name == PER_ADMINISTRATION else {}
    _type_rows(staging, file, today, rows_units.standard())
    order = dates.resolve(staging, file, today, answers)
    headers = {field: header for header, field, _ in reversed(columns)}
    settled = rows_units.resolve(
        staging, file.number, headers, score_ranges.stated_units(file, named), answers
    )
    if rows_units.parameters(settled) != rows_units.parameters(rows_units.standard()):
        staging.run("untyped", file_no=file.number)
        _type_rows(staging, file, today, settled)
        dates.resolve(staging, file, today, answers)
    _read_irregular_scores(staging, file, settled)
    spreadsheet_ids.require_digits(staging, file)
    _relabel_odd_rows(staging, file)
    if cleaned.early:
        lines, reasons, texts = zip(*cleaned.early, strict=True)
        staging.run(
            "early_add", file_no=file.number, lines=list(lines), reasons=list(reasons), texts=list(texts)
        )
    return order


def _name_measures(staging: Staging, file: ReadFile, answers: dict[str, str]) -> dict[str, str]:
    """Pass the meanings of a file's measure names to the SQL; return the scale version of each name.

    Raises QuestionForUser, and ImportRejected where none is known.
    """
    found = staging.run("measure_texts", most=measure_names.MOST + 1)
    words, reported = measure_names.resolve(found, answers)
    if words:
        staging.run("measures_delete", words=[word for _, word, _ in words])
        add_words(staging, tuple(words))
    if reported and len(found) <= measure_names.MOST:
        texts, meanings, counts = ([one[part] for one in reported] for part in ("text", "read_as", "rows"))
        staging.run("measures_add", file_no=file.number, texts=texts, meanings=meanings, counts=counts)
    if tuple(file.layout.headers) == fhir.HEADER and {one["text"] for one in reported} <= set(
        fhir_people.KINDS
    ):
        return {}  # a file of people and encounters, to which the forms in another one refer
    if refusal := measure_names.none_known(reported, file.layout.column("measure") or "measure"):
        raise ImportRejected(refusal)
    return {text: one["read_as"] for (text, _), one in zip(found, reported, strict=True) if one["read_as"]}


def _type_rows(
    staging: Staging, file: ReadFile, today: datetime.date, scales: dict[str, rows_units.Scale]
) -> None:
    """Convert the rows of a file to values, using the given units of scores."""
    staging.run_on_source(
        "typed",
        file_no=file.number,
        today=today,
        by_measure=file.layout.name == PER_ADMINISTRATION,
        controls=file.cleaned.controls,
        client_header=file.layout.column("client_id"),
        date_header=file.layout.column("session_date"),
        ors_default=file.layout.versions["ors"],
        srs_default=file.layout.versions["srs"],
        **rows_units.parameters(scales),
    )


def _read_irregular_scores(staging: Staging, file: ReadFile, scales: dict[str, rows_units.Scale]) -> None:
    """Reduce score cells such as `25/40` to the score, and empty score cells that hold no score."""
    first, last = staging.run("irregular_scores_exist", file_no=file.number)[0]
    if first is None:
        return
    versions = file.layout.versions
    defaults = {"ors_default": versions["ors"], "srs_default": versions["srs"]}
    units = rows_units.parameters(scales)
    # An update moves rows behind the last one, so no row is read twice.
    for begin in range(first, last + 1, IRREGULAR_ROWS_AT_ONCE):
        end = min(begin + IRREGULAR_ROWS_AT_ONCE - 1, last)
        staging.run("irregular_scores", file_no=file.number, first_row=begin, last_row=end, **units)
        staging.run("irregular_scores_store", **defaults, **units)


def _relabel_odd_rows(staging: Staging, file: ReadFile) -> None:
    """Change the rejection reason of rows that are sums or footers, so that they count as skipped.

    Such rows have no client or no date.
    """
    odd = {
        line: rest
        for line, *rest in staging.run("non_data_rows", file_no=file.number, skipped=list(SKIPPED_REASONS))
    }
    if not odd:
        return
    found, last = [], max(odd)
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for record in csv.reader(text, delimiter=file.cleaned.delimiter):
            line = int(record[0])
            if line > last and file.delimiter:  # rows of a text file come in the order of their lines
                break
            if line in odd:
                filled = [cell for cell in record[1:] if cell.strip()]
                reason = _reason_to_skip(filled, bare=odd[line][0], below=line > odd[line][1])
                if reason:
                    found.append((line, reason, shortened(" ".join(filled), 80)))
    if found:
        lines, reasons, texts = (list(column) for column in zip(*found, strict=True))
        staging.run("relabelled", file_no=file.number, lines=lines, reasons=reasons, texts=texts)


def _reason_to_skip(filled: list[str], *, bare: bool, below: bool) -> str | None:
    """Return `summary_row` or `footer` if a rejected row can be skipped; None if it is faulty.

    Parameters
    ----------
    filled : its filled cells.
    bare : whether it has neither client nor date.
    below : whether it stands under the last good row.
    """
    if canonical_csv.is_summary(filled):
        return "summary_row"
    if below and len(filled) <= 1:
        return "footer"
    return "summary_row" if below and bare else None


def drop_filled_areas(staging: Staging) -> bool:
    """Delete area scores that software filled in as total / 4; return whether there were any."""
    any_dropped = False
    for number, n_ors, equal_ors, n_srs, equal_srs in staging.run("areas_filled"):
        ors = n_ors >= FILLED_ROWS and equal_ors >= FILLED_SHARE * n_ors
        srs = n_srs >= FILLED_ROWS and equal_srs >= FILLED_SHARE * n_srs
        if ors or srs:
            staging.run("areas_unset", file_no=number, ors=ors, srs=srs)
            any_dropped = True
    return any_dropped


def decimal_mark(file: ReadFile) -> str:
    """Return `,` if a score among the first thousand rows has a decimal comma, else `.`."""
    comma = re.compile(r"\d,\d|^,\d|\d,$")
    return "," if any(comma.search(cell) for _, cell in score_ranges.score_cells(file)) else "."
