"""Layout of a table, and the canonical field of each of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analytics.ingest.base.errors import Lacking
from analytics.ingest.columns import (
    client_columns,
    client_name_parts,
    column_choice,
    column_inference,
    competing_columns,
    date_columns,
    date_conflicts,
    form_dates,
    header_names,
    long_format,
    measure_names,
    missing_fields,
    shared_words,
    survey_metadata,
    version_columns,
    wide_format,
)
from analytics.ingest.columns.column_choice import AREAS, NOT_USED
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import HeaderNames, Meaning
from analytics.ingest.columns.missing_fields import (
    APPOINTMENTS,
    CLIENTS,
    EPISODES,
    PER_ADMINISTRATION,
    PER_ANSWER,
    PER_CLIENT,
    PER_DAY,
    PER_SESSION,
)

__all__ = [
    "APPOINTMENTS", "AREAS", "CLIENTS", "EPISODES", "PER_ADMINISTRATION", "PER_ANSWER", "PER_CLIENT", "PER_SESSION"
]  # fmt: skip
_CHOICES = {NOT_USED, *header_names.FIELDS}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Layout of a table: its kind, and the canonical field of each column.

    name: one of PER_SESSION to CLIENTS. headers, fields: column name and canonical field (or None) of each column of
    the rows that are typed. versions: the scale's version where all headers of a family give the same one. numbered:
    where the sessions of a row stand, and source, the file's own column names, for one row per client. sides:
    versions of a scale side by side in a row, whose merged columns stand at the end of headers and fields. doubt:
    what looks like scores in a table without any. answers: where a table with one row per answer has question, value
    and form. competing: columns that claim one field, by their positions in headers.
    """

    name: str
    headers: tuple[str, ...]
    fields: tuple[str | None, ...]
    versions: dict[str, str] = field(default_factory=dict)
    numbered: wide_format.Numbered | None = None
    source: tuple[str, ...] = ()
    sides: version_columns.VersionColumns | None = None
    doubt: str = ""
    answers: long_format.AnswerRows | None = None
    competing: tuple[competing_columns.Competing, ...] = ()

    def column(self, name: str) -> str | None:
        """Return the header of the column with the given field; None without such a column."""
        return self.headers[self.fields.index(name)] if name in self.fields else None

    def sources(self) -> list[tuple[str, str, int | None]]:
        """Return (header, canonical field, session number) of each column used.

        The session number is None unless there is one row per client.
        """
        if self.numbered is None:
            return [(header, field, None) for header, field in self.shown() if field]
        return [
            (self.source[index], name, number)
            for number, places in self.numbered.places.items()
            for index, name in zip(places, self.fields, strict=True)
            if name and index is not None
        ]

    def shown(self) -> list[tuple[str, str | None]]:
        """Return (header, canonical field or None) of each column of the file, omitting added columns."""
        fields = self.sides.shown(self.fields) if self.sides else self.fields
        pairs = list(zip(self.headers, fields, strict=not self.sides))
        return (
            pairs[:-2] if self.numbered and self.name not in (PER_CLIENT, PER_DAY) else pairs
        )  # without the two columns added when a row is split into sessions

    def columns(self) -> dict[str, str]:
        """Return the canonical field of each used column, by header, for the report."""
        return {header: name for header, name, _ in self.sources()}

    @property
    def has_scores(self) -> bool:
        """Return whether the rows are sessions or forms, not appointments, episodes or clients."""
        return self.name not in (APPOINTMENTS, EPISODES, CLIENTS)


def infer_layout(
    lookup: HeaderNames, names: list[str], answers: dict[str, str], samples: Samples = ()
) -> Layout:
    """Return the layout of a table, from its header row, sample cells and a person's answers.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    answers : question key -> choice.
    samples : first cells of each column; without any the names decide alone.

    Raises
    ------
    ImportRejected
        If the client or another required column is missing.
    QuestionForUser
        If two columns have the same meaning.
    """
    source = _unique_names(names)
    meanings = survey_metadata.correct_meanings(
        lookup, names, shared_words.meanings(lookup, names, samples), samples
    )
    heads = date_columns.find(lookup, source, answers, samples)
    if heads := heads or client_columns.find(lookup, source, meanings, answers, samples):
        return _side_by_side(lookup, source, answers, samples, heads)
    if rows := long_format.find(lookup, source, meanings, samples, answers):
        return _of_answers(lookup, source, answers, samples, rows)
    is_dated = any(m and m.field == "session_date" for m in meanings)
    items = wide_format.items_of_one_session(
        lookup, source, samples, is_dated=is_dated
    ) or wide_format.questions(lookup, source)
    wide = None if items else wide_format.find(lookup, source)
    if wide:
        return _side_by_side(lookup, source, answers, samples, wide)
    one = _one_session(lookup, names, answers, samples, items, meanings, may_fold=True)
    if one.has_scores:
        date_conflicts.ask_session_date(lookup, source, one.fields[: len(source)], meanings, samples, answers)
    parts = (
        form_dates.separate_forms(one.headers, one.fields, AREAS)
        if one.has_scores and not one.sides
        else None
    )
    if not parts:
        return one
    return replace(one, headers=parts[0].columns, fields=parts[1], numbered=parts[0], source=tuple(source))


def _of_answers(
    lookup: HeaderNames,
    source: list[str],
    answers: dict[str, str],
    samples: Samples,
    rows: long_format.AnswerRows,
) -> Layout:
    """Return the layout of a table that has one row per answer."""
    columns = rows.columns(source)
    cells = (*(samples[i] for i in rows.shared), *(() for _ in long_format.FIELDS))
    items = dict(enumerate(long_format.FIELDS, len(rows.shared)))
    inner = _one_session(lookup, columns, answers, cells, items, [*map(lookup.field_of, columns)])
    return replace(inner, name=PER_ANSWER, source=tuple(source), answers=rows)


def _side_by_side(
    lookup: HeaderNames,
    source: list[str],
    answers: dict[str, str],
    samples: Samples,
    wide: wide_format.Numbered,
) -> Layout:
    """Return the layout of a table that has several sessions in each row."""
    places = list(wide.places.values())
    cells = tuple(
        tuple(
            v for column in dict.fromkeys(p[i] for p in places) if column is not None for v in samples[column]
        )
        for i in range(len(wide.columns))
    ) if samples else ()  # fmt: skip
    columns = list(wide.columns)
    items = (
        {len(columns) - 2: "session_date" if wide.days else "client_id"} if wide.days or wide.clients else {}
    )
    meanings = survey_metadata.correct_meanings(
        lookup, columns, [lookup.field_of(name) for name in columns], cells
    )
    inner = _one_session(lookup, columns, answers, cells, items, meanings)
    is_by_measure = inner.name == PER_ADMINISTRATION
    if not inner.has_scores or is_by_measure and not (wide.days or wide.clients):
        raise Lacking(missing_fields.describe_missing(lookup, source, ["the scores"]), ["the scores"])
    fields = (*inner.fields[:-1], "session_no")
    name = PER_ADMINISTRATION if is_by_measure else PER_DAY if wide.clients else PER_CLIENT
    return Layout(
        name=name,
        headers=inner.headers,
        fields=fields,
        versions=inner.versions,
        numbered=wide,
        source=tuple(source),
        competing=inner.competing,
    )


def _one_session(
    lookup: HeaderNames,
    names: list[str],
    answers: dict[str, str],
    samples: Samples,
    items: dict[int, str],
    meanings: Sequence[Meaning | None],
    may_fold: bool = False,
) -> Layout:
    """Return the layout of a table that has one session or one form per row.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    answers : question key -> choice.
    samples : first cells of each column; may be empty.
    items : fields that are known by position.
    meanings : meaning of each column name, None if it is unknown.
    may_fold : whether columns of several versions of a scale may be merged.
    """
    names = _unique_names(names)
    known: list[str | None] = [m.field if m else None for m in meanings]
    both = version_columns.find(AREAS, names, known, meanings) if may_fold else None
    out = version_columns.excluded_positions(both, answers) if both else None
    chosen = {
        i: answers[f"column:{n}"] for i, n in enumerate(names) if answers.get(f"column:{n}") in _CHOICES
    }
    fields = [items.get(i, field) for i, field in enumerate(known)]
    if samples:
        fields = column_inference.fields_by_values(names, fields, samples)
    fields = [chosen.get(i, f) for i, f in enumerate(fields)]
    fields = [None if f in (NOT_USED, "modality") else f for f in fields]
    by_measure = measure_names.is_by_measure(fields, meanings, samples)
    if not by_measure:
        fields = [None if f == "measure" else f for f in fields]
        fields = column_choice.to_scales(names, fields, meanings, answers, samples)
    fields = [None if i in (out or ()) else f for i, f in enumerate(fields)]
    if both and (by_measure or out is not None or set(chosen.values()) & set(both.fields)):
        both = None
    fields = [None if both and f in both.columns_used else f for f in fields]
    fields = form_dates.assign_fields(fields, meanings, chosen, AREAS, samples)
    claimed, fields = fields, column_choice.one_each(names, fields, meanings, chosen, answers, samples)
    competing = competing_columns.find(names, claimed, fields, meanings, chosen, answers)
    fields = client_name_parts.assign_fields(names, fields, chosen)
    fields = _complete_areas(fields, by_measure)
    column_inference.refuse_rivals(lookup, names, both.shown(fields) if both else fields, answers, samples)
    versions = _versions(fields, meanings)
    doubt = missing_fields.of_scores(lookup, names, fields, samples)
    if both:
        names, fields = [*names, *both.columns], [*fields, *both.fields]
    return Layout(
        name=missing_fields.kind(lookup, names, fields, meanings, by_measure, samples, answers),
        headers=tuple(names),
        fields=tuple(fields),
        versions=versions,
        sides=both,
        doubt=doubt,
        competing=competing,
    )


def _unique_names(names: list[str]) -> list[str]:
    """Return the column names with repeated names numbered: Overall, Overall (2)."""
    return [n if n not in names[:i] else f"{n} ({names[:i].count(n) + 1})" for i, n in enumerate(names)]


def _complete_areas(fields: list[str | None], by_measure: bool) -> list[str | None]:
    """Return the fields, with areas set to None for each scale whose four areas are not all present.

    Only the total of such a scale can be used.
    """
    kept = list(fields)
    for areas in AREAS.values():
        present = set(kept) | ({areas[3]} if by_measure and "overall" in kept else set())
        if not present.issuperset(areas):
            kept = [None if f in areas else f for f in kept]
    if not by_measure:
        kept = [None if f in ("overall", "total") else f for f in kept]
    return kept


def _versions(fields: list[str | None], meanings: Sequence[Meaning | None]) -> dict[str, str]:
    """Return each scale's version: the only one stated in its column names, else the scale's name."""
    versions: dict[str, str] = {}
    for family in AREAS:
        named = {
            m.version
            for f, m in zip(fields, meanings, strict=True)
            if f and m and m.version and f.startswith(f"{family}_")
        }
        versions[family] = named.pop() if len(named) == 1 else family.upper()
    return versions
