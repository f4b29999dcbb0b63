"""Text cells become values: every row of a file typed, or its first problem named."""

from __future__ import annotations

import csv
import datetime
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from analytics import measures
from analytics.ingest import clean, dates, scales
from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import shortened
from analytics.ingest.report import SKIPPED_REASONS
from analytics.ingest.spelling import data, plain
from analytics.store.staging import Staging

FILLED_SHARE = 0.95  # share of rows with four equal areas from which they count as filled in by software
FILLED_ROWS = 5  # rows needed to say so
MARKS_WITHIN = 1000  # rows in which decimal commas and percent signs are looked for
PERCENT_SHARE = 0.9  # share of cells with a percent sign from which a column is per cent
_UNITS = "|".join(re.escape(word) for word in sorted(data("words")["scores"]["units"], key=len, reverse=True))
DRESSED_NUMBER = rf"(?i)^(?:=\"|['’`´])? *([+-]?\d{{1,6}}(?:[.,]\d+)?) *(?:{_UNITS})?\"?$"


def prepare(staging: Staging) -> None:
    """Empty tables, macros and the words with a fixed meaning."""
    staging.set("control_characters", clean.CONTROL_CHARACTERS)
    staging.set("blank_words", ["", *data("words")["scores"]["blank"]])
    staging.set("dressed_number", DRESSED_NUMBER)
    dates.prepare(staging)
    for step in ("macros", "macros_scores", "macros_dates", "problems", "tables", "tables_joined"):
        staging.run(step)
    add_words(staging, fixed_words())


def add_words(staging: Staging, words: tuple[tuple[str, str, str | None], ...]) -> None:
    """Keep (field, word, meaning) where the SQL looks words up."""
    if words:
        fields, spelt, meanings = (list(column) for column in zip(*words, strict=True))
        staging.run("word_add", fields=fields, words=spelt, meanings=meanings)


@lru_cache(maxsize=1)
def fixed_words() -> tuple[tuple[str, str, str], ...]:
    """(field, word, meaning) of measure names and attendance words, as `staging.letters` spells them."""
    attendance = data("words")["attendance"]
    known = {("attendance", letters(word)): meaning for meaning in ("booked", "absent") for word in attendance[meaning]}
    for meaning in ("self", "caretaker", "collateral"):
        known |= {("rater", letters(word)): meaning for word in data("words")["rater"][meaning]}
    scales = {m.code.lower(): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {letters(m.name): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {name: f"{e['family']}:{e['version']}" for name, e in data("headers")["scales"].items()}
    for name, meaning in list(scales.items()):
        known |= {
            ("measure", name + end): meaning for end in ("", "total", "score", "totalscore", "self", "adult")
        }
    known |= {(field, _without_accents(word)): meaning for (field, word), meaning in known.items()}
    return tuple((field, word, meaning) for (field, word), meaning in known.items())


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def letters(word: str) -> str:
    """A word as `staging.letters` in macros.sql spells it; the two must agree."""
    for mark in " -_.":
        word = word.replace(mark, "")
    return word.lower()


def type_file(staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str]) -> str:
    """Type the rows of one file into `staging.typed`; the date order used (`iso`, `day_first` ...).

    How: every row is typed with the standard scales first; where the scores turn out to be in another unit, the
    rows are typed again. Raises NeedsChoice when the dates or the scores can be read in two ways.
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
        staging.run("header_versions", file_no=file.number, headers=list(named), versions=list(named.values()))
    staging.source(cleaned.path, file.fields, cleaned.delimiter)
    _type_rows(staging, file, today, scales.standard())
    order = dates.settle(staging, file, today, answers)
    headers = {field: header for header, field, _ in reversed(columns)}
    settled = scales.settle(staging, file.number, headers, _said_units(file), answers)
    if scales.parameters(settled) != scales.parameters(scales.standard()):
        staging.run("untyped", file_no=file.number)
        _type_rows(staging, file, today, settled)
        dates.settle(staging, file, today, answers)
    _relabel_odd_rows(staging, file)
    if cleaned.early:
        lines, reasons, texts = zip(*cleaned.early, strict=True)
        staging.run(
            "early_add", file_no=file.number, lines=list(lines), reasons=list(reasons), texts=list(texts)
        )
    return order


def _type_rows(
    staging: Staging, file: ReadFile, today: datetime.date, units: dict[str, scales.Scale]
) -> None:
    staging.run(
        "typed",
        file_no=file.number,
        today=today,
        by_measure=file.layout.name == "one_row_per_administration",
        controls=file.cleaned.controls,
        client_header=file.layout.column("client_id"),
        date_header=file.layout.column("session_date"),
        ors_default=file.layout.versions["ors"],
        srs_default=file.layout.versions["srs"],
        **scales.parameters(units),
    )


def _relabel_odd_rows(staging: Staging, file: ReadFile) -> None:
    """Rows without client or date that are sums, or lines below the table, are skipped and not at fault."""
    odd = {
        line: rest
        for line, *rest in staging.run("odd_rows", file_no=file.number, skipped=list(SKIPPED_REASONS))
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
    """bare: neither client nor date; below: under the last good row."""
    if clean.is_summary(filled):
        return "summary_row"
    if below and len(filled) <= 1:
        return "footer"
    return "summary_row" if below and bare else None


def drop_filled_areas(staging: Staging) -> bool:
    """Forget areas that some software filled with a quarter of the total; whether there were any."""
    any_dropped = False
    for number, n_ors, equal_ors, n_srs, equal_srs in staging.run("areas_filled"):
        ors = n_ors >= FILLED_ROWS and equal_ors >= FILLED_SHARE * n_ors
        srs = n_srs >= FILLED_ROWS and equal_srs >= FILLED_SHARE * n_srs
        if ors or srs:
            staging.run("areas_dropped", file_no=number, ors=ors, srs=srs)
            any_dropped = True
    return any_dropped


def decimal_mark(file: ReadFile) -> str:
    """`,` where a score cell of the first thousand rows has a decimal comma, else `.`."""
    comma = re.compile(r"\d,\d|^,\d|\d,$")
    return "," if any(comma.search(cell) for _, cell in _score_cells(file)) else "."


def _said_units(file: ReadFile) -> dict[str, str]:
    """Score columns that say themselves that they are per cent (by name, or by the signs in their first thousand
    rows) or the mean of the areas (by name)."""
    words = data("words")["scores"]
    columns = list(zip(file.layout.fields, file.layout.headers, strict=True))
    scores = {field: header for field, header in columns if field and _is_score(field)}
    said = {field: scales.MEAN for field, header in scores.items() if _has(header, words["mean"])}
    said |= {f: scales.PERCENT for f, h in scores.items() if "%" in h or _has(h, words["percent"])}
    filled = Counter(field for field, _ in _score_cells(file))
    signs = Counter(field for field, cell in _score_cells(file) if "%" in cell)
    return said | {f: scales.PERCENT for f, n in signs.items() if n >= PERCENT_SHARE * filled[f]}


def _has(header: str, words: list[str]) -> bool:
    return any(plain(word) in plain(header) for word in words)


def _score_cells(file: ReadFile) -> Iterator[tuple[str, str]]:
    """(canonical field, text) of the score cells of the first thousand rows."""
    scores = [(i, f) for i, f in enumerate(file.layout.fields, 1) if f and _is_score(f)]
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for record in itertools.islice(csv.reader(text, delimiter=file.cleaned.delimiter), MARKS_WITHIN):
            yield from ((field, record[i]) for i, field in scores if record[i])


def _is_score(field: str) -> bool:
    return field in ("total", "overall") or (
        field[:4] in ("ors_", "srs_") and not field.endswith(("_version", "_skip"))
    )
