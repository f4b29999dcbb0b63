"""Text cells become values: every row of a file typed, or its first problem named."""

from __future__ import annotations

import csv
import datetime
import itertools
from functools import lru_cache

from analytics import measures
from analytics.ingest import clean, dates
from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import shortened
from analytics.ingest.report import SKIPPED_REASONS
from analytics.ingest.spelling import data
from analytics.store.staging import Staging

FILLED_SHARE = 0.95  # share of rows with four equal areas from which they count as filled in by software
FILLED_ROWS = 5  # rows needed to say so


def prepare(staging: Staging) -> None:
    """Empty tables, macros and the words with a fixed meaning."""
    staging.set("control_characters", clean.CONTROL_CHARACTERS)
    staging.run("macros")
    staging.run("problems")
    staging.run("tables")
    add_words(staging, fixed_words())


def add_words(staging: Staging, words: tuple[tuple[str, str, str | None], ...]) -> None:
    """Keep (field, word, meaning) where the SQL looks words up."""
    if words:
        fields, spelt, meanings = (list(column) for column in zip(*words, strict=True))
        staging.run("word_add", fields=fields, words=spelt, meanings=meanings)


@lru_cache(maxsize=1)
def fixed_words() -> tuple[tuple[str, str, str], ...]:
    """(field, word, meaning) of measure names and attendance words, as `staging.letters` spells them."""
    known = {("attendance", letters(word)): "absent" for word in data("words")["attendance"]["absent"]}
    for meaning in ("self", "caretaker", "collateral"):
        known |= {("rater", letters(word)): meaning for word in data("words")["rater"][meaning]}
    scales = {m.code.lower(): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {letters(m.name): f"{m.family}:{m.code}" for m in measures.MEASURES if m.scored}
    scales |= {name: f"{e['family']}:{e['version']}" for name, e in data("headers")["scales"].items()}
    for name, meaning in list(scales.items()):
        known |= {
            ("measure", name + end): meaning for end in ("", "total", "score", "totalscore", "self", "adult")
        }
    return tuple((field, word, meaning) for (field, word), meaning in known.items())


def letters(word: str) -> str:
    """A word as `staging.letters` in macros.sql spells it; the two must agree."""
    for mark in " -_.":
        word = word.replace(mark, "")
    return word.lower()


def type_file(staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str]) -> str:
    """Type the rows of one file into `staging.typed`; the date order used (`iso`, `day_first` ...).

    Raises NeedsChoice when the dates can be read in two ways.
    """
    cleaned, understood = file.cleaned, file.layout
    versions = understood.versions
    columns = [(f, h) for h, f in zip(understood.headers, understood.fields, strict=True) if f]
    staging.run("file_add", file_no=file.number, ors_default=versions["ors"], srs_default=versions["srs"])
    staging.run(
        "header_add", file_no=file.number, fields=[c[0] for c in columns], headers=[c[1] for c in columns]
    )
    staging.source(cleaned.path, file.fields, cleaned.delimiter)
    staging.run(
        "typed",
        file_no=file.number,
        today=today,
        by_measure=understood.name == "one_row_per_administration",
        controls=cleaned.controls,
        client_header=understood.column("client_id"),
        date_header=understood.column("session_date"),
    )
    order = dates.settle(staging, file, today, answers)
    _relabel_odd_rows(staging, file)
    if cleaned.early:
        lines, reasons, texts = zip(*cleaned.early, strict=True)
        staging.run(
            "early_add", file_no=file.number, lines=list(lines), reasons=list(reasons), texts=list(texts)
        )
    return order


def _relabel_odd_rows(staging: Staging, file: ReadFile) -> None:
    """Rows without client or date that are sums, or lines below the table, are skipped and not at fault."""
    odd = {
        line: rest
        for line, *rest in staging.run("odd_rows", file_no=file.number, skipped=list(SKIPPED_REASONS))
    }
    if not odd:
        return
    found = []
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for record in csv.reader(text, delimiter=file.cleaned.delimiter):
            line = int(record[0])
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
    scores = [
        i
        for i, f in enumerate(file.layout.fields, 1)
        if f and (f[:4] in ("ors_", "srs_") or f in ("total", "overall"))
    ]
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for record in itertools.islice(csv.reader(text, delimiter=file.cleaned.delimiter), 1000):
            if any("," in record[i] and record[i].replace(",", "", 1).isdigit() for i in scores):
                return ","
    return "."
