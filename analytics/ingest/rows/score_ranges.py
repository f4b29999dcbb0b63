"""Units of scores, found from column names, measure names or percent signs in a file.

A name may state a range, a mean or per cent.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analytics import measures
from analytics.ingest.base.errors import ImportRejected, listed, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_suffixes
from analytics.ingest.rows import units as rows_units
from analytics.ingest.rows.reading import ReadFile

WITHIN = 1000  # rows in which decimal commas and percent signs are looked for
PERCENT_SHARE = 0.9  # share of cells with a percent sign from which a column is per cent
_NUMBER = re.compile(r"(\d{2,3})(?:[.,]0+)?")
_FAMILIES = {one.code: one.family for one in measures.MEASURES}


def stated_units(file: ReadFile, named: Mapping[str, str]) -> dict[str, str]:
    """Return the unit (mean, percent or 0-100) of each score field whose unit the file states.

    Per cent is recognised by a column name, or by percent signs in the first thousand rows; the mean of the
    areas by a column name; maxima of 100 or 400 by the range in a column name. A measure's name, or a column
    with maximum scores, gives the unit of the total.

    Parameters
    ----------
    file : the file.
    named : texts of the column with the measure's name and the version (`ORS`) that each was read as.

    Raises
    ------
    ImportRejected
        If one scale is given different units.
    """
    columns = list(zip(file.layout.fields, file.layout.headers, strict=True))
    scores = {field: header for field, header in columns if field and is_score(field)}
    found = _ranges(file) | {f: unit for f, header in scores.items() if (unit := _in_words(header))}
    filled = Counter(field for field, _ in score_cells(file))
    signs = Counter(field for field, cell in score_cells(file) if "%" in cell)
    found |= {f: rows_units.PERCENT for f, n in signs.items() if n >= PERCENT_SHARE * filled[f]}
    return found | _of_measures(named, file.layout.column("measure")) | _of_maximums(file, named)


def _ranges(file: ReadFile) -> dict[str, str]:
    """Return the unit of each score field whose column name contains the maximum score.

    A day or a client in a name is no range.
    """
    if file.layout.numbered and (file.layout.numbered.days or file.layout.numbered.clients):
        return {}
    tops = {
        f: header_suffixes.highest(header)
        for header, f, _ in file.layout.sources()
        if is_score(f) and "0" in header
    }
    return {f: unit for f, top in tops.items() if top and (unit := rows_units.unit_up_to(top, f))}


def _in_words(name: str) -> str | None:
    """Return the unit (percent or mean) that a name states in words; None if it states none."""
    words = data("words")["scores"]
    if "%" in name or _has(name, words["percent"]):
        return rows_units.PERCENT
    return rows_units.MEAN if _has(name, words["mean"]) else None


def _has(name: str, words: Sequence[str]) -> bool:
    """Return whether a name contains one of the given words, ignoring case and accents."""
    return any(normalized(word) in normalized(name) for word in words)


def _of_measures(named: Mapping[str, str], column: str | None) -> dict[str, str]:
    """Return the unit of each total whose measure name states one, such as `ORS (0-100)`."""
    found: dict[str, dict[str, list[str]]] = {}
    for text, version in named.items():
        highest = header_suffixes.highest(text)
        unit = _in_words(text) or (rows_units.unit_up_to(highest, "total") if highest else None)
        found.setdefault(_FAMILIES[version], {}).setdefault(unit or rows_units.STANDARD, []).append(text)
    for texts in found.values():
        if len(texts) > 1:
            one, other, *_ = (text for each in texts.values() for text in each[:1])
            raise ImportRejected(_two_units(column or "measure", one, other))
    units = {f"{family}_total": next(iter(texts)) for family, texts in found.items()}
    return {field: unit for field, unit in units.items() if unit != rows_units.STANDARD}


def _of_maximums(file: ReadFile, named: Mapping[str, str]) -> dict[str, str]:
    """Return the unit of each total for which a separate column gives the maximum score."""
    found: dict[str, dict[str, str]] = {}
    for index, (header, field) in enumerate(zip(file.layout.headers, file.layout.fields, strict=True)):
        words = set(map(normalized, re.findall(r"[^\W\d_]+", header)))
        if (
            field is None
            and words & _known("maximum")
            and words <= _known("maximum") | _known("beside_maximum")
        ):
            for family, cell in _maximums(file, named, index, words):
                highest = header_suffixes.highest(cell) or (
                    (number := _NUMBER.fullmatch(cell)) and int(number.group(1))
                )
                unit = rows_units.unit_up_to(highest or 0, "total")
                found.setdefault(family, {}).setdefault(unit or "", cell)
    for family, cells in found.items():
        if len(cells) > 1 and "" not in cells:
            one, other, *_ = cells.values()
            raise ImportRejected(_two_maximums(family.upper(), one, other))
    units = {f"{family}_total": next(iter(cells)) for family, cells in found.items()}
    return {field: unit for field, unit in units.items() if unit not in ("", rows_units.STANDARD)}


def _maximums(
    file: ReadFile, named: Mapping[str, str], index: int, words: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield (scale, text) of each filled cell in a column that gives maximum scores."""
    fields = file.layout.fields
    measure = fields.index("measure") if named and "measure" in fields else None
    scored = [family for family in rows_units.FAMILIES if any(f and f.startswith(family) for f in fields)]
    families = [family for family in scored if family in words] or scored
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for _, *cells in csv.reader(text, delimiter=file.cleaned.delimiter):
            version = named.get(cells[measure].strip()) if measure is not None else None
            about = families if measure is None else [_FAMILIES[version]] if version else []
            yield from ((family, cells[index].strip()) for family in about if cells[index].strip())


@cache
def _known(kind: str) -> frozenset[str]:
    return frozenset(map(normalized, data("words")["scores"][kind]))


def _two_maximums(scale: str, one: str, other: str) -> str:
    """Return the error message for a scale with two different maximum scores in one file."""
    return (
        f"The highest {scale} score is {shortened(one, 20)} in some rows and {shortened(other, 20)} in others."
        " A file has one range for each form: put the rows of each range into a file of their own and import these one"
        " after the other."
    )


def _two_units(column: str, one: str, other: str) -> str:
    """Return the error message for a file that names one form with two different score ranges."""
    names = listed([shortened(one, 60), shortened(other, 60)])
    return (
        f"The column “{shortened(column)}” names one form with two ranges of scores: {names}. A file has one range for"
        " each form: put the rows of each name into a file of their own and import these one after the other, or say"
        f" that one is not used (measure:{shortened(other, 60)}=not_used, for example)."
    )


def score_cells(file: ReadFile) -> Iterator[tuple[str, str]]:
    """Yield (field, text) of each filled score cell in the first thousand rows."""
    scores = [(i, f) for i, f in enumerate(file.layout.fields, 1) if f and is_score(f)]
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        for record in itertools.islice(csv.reader(text, delimiter=file.cleaned.delimiter), WITHIN):
            yield from ((field, record[i]) for i, field in scores if record[i])


def is_score(field: str) -> bool:
    """Return whether a field is an area or a total of a scale."""
    return field in ("total", "overall") or (
        field[:4] in ("ors_", "srs_") and not field.endswith(("_version", "_skip"))
    )
