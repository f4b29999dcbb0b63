"""Choice of a table's layout by its fields, and error messages that name missing fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.ingest.base.errors import EXPECTED, Lacking, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import date_columns, survey_metadata
from analytics.ingest.columns.column_choice import AREAS
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import HeaderNames, Meaning

PER_SESSION, PER_ADMINISTRATION = "one_row_per_session", "one_row_per_administration"
PER_CLIENT, PER_DAY, PER_ANSWER = "one_row_per_client", "one_row_per_day", "one_row_per_answer"
APPOINTMENTS, EPISODES, CLIENTS = "appointments", "episodes", "clients"  # files of a delivery without scores
OF_EPISODES = ("case_id", "case_start", "case_end", "closure")
_OF_CLIENTS = ("therapist", "therapist_name", "site", "program", "age_group", "age", "birth", "orientation")
_ATTRIBUTES = (*OF_EPISODES, *_OF_CLIENTS)
_LEAST = 3  # numbered columns without a day that are sessions side by side
_POINTS = re.compile(r"\s*\d{1,3}([.,]\d+)?\s*(/\s*\d+)?\s*")


def kind(
    lookup: HeaderNames,
    names: Sequence[str],
    fields: list[str | None],
    meanings: Sequence[Meaning | None],
    by_measure: bool,
    samples: Samples,
    answers: dict[str, str],
) -> str:
    """Return what one row of a table is, by its fields: session, form, appointment, episode or client.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    fields : canonical field of each column, None if it has none.
    meanings : meaning of each column name, None if it is unknown.
    by_measure : whether each row is one form, named in a column.
    samples : first cells of each column; may be empty.
    answers : question key -> choice.

    Raises
    ------
    Lacking
        If the table has no client, or scores without dates. The error has a question if the number of a
        response may be the client.
    """
    has_scores = _has_scores(fields, by_measure)
    has_date = any(f in fields for f in ("session_date", "date_ors", "date_srs"))
    missing = [] if "client_id" in fields else ["the client"]
    if has_scores and not has_date:
        missing.append("the date")
    if not has_scores and not has_date and not any(f in fields for f in _ATTRIBUTES):
        missing += ["the date", "the scores"]
    is_incomplete = any(
        m and (m.field.startswith(("ors_", "srs_")) or m.field == "measure") for m in meanings
    )
    if not has_scores and "the scores" not in missing and (missing or is_incomplete):
        missing.append("the scores")
    if missing:
        asked = None
        try:
            if missing == ["the client"] and has_scores:
                survey_metadata.ask_for_client(lookup, names, samples, answers)
        except QuestionForUser as question:
            asked = question
        known = [m.field if m else f for m, f in zip(meanings, fields, strict=True)]
        raise Lacking(describe_missing(lookup, names, missing, known, samples), missing, asked)
    if has_scores:
        return PER_ADMINISTRATION if by_measure else PER_SESSION
    if has_date and not (_is_filled_in(fields, meanings) and any(f in fields for f in _ATTRIBUTES)):
        return APPOINTMENTS
    return EPISODES if any(f in fields for f in OF_EPISODES) else CLIENTS


def _has_scores(fields: Sequence[str | None], by_measure: bool) -> bool:
    """Return whether the fields include an area or a total of the ORS or SRS."""
    scores = [f for family, areas in AREAS.items() for f in (*areas, f"{family}_total")]
    return any(f in fields for f in scores) or (by_measure and "total" in fields)


def _is_filled_in(fields: Sequence[str | None], meanings: Sequence[Meaning | None]) -> bool:
    """Return whether the only date in a table is the day on which a form was filled in.

    Without scores such a row is no appointment.
    """
    days = [m for f, m in zip(fields, meanings, strict=True) if f == "session_date"]
    return all(m and m.is_filled_in for m in days)


def describe_missing(
    lookup: HeaderNames,
    names: Sequence[str],
    missing: Sequence[str],
    fields: Sequence[str | None] = (),
    samples: Samples = (),
) -> str:
    """Return the error message that lists the missing fields, the columns found and what to do."""
    columns = listed([n for n in names if n.strip()]) or "none with a name"
    words = f"{', '.join(missing[:-1])} and {missing[-1]}" if len(missing) > 1 else missing[0]
    why = (_of_parts(fields) or of_scores(lookup, names, fields, samples)) if "the scores" in missing else ""
    parts = (f"No column was found for {words}.", why, f"The columns are: {columns}.", EXPECTED)
    return " ".join(part for part in parts if part)


def _of_parts(fields: Sequence[str | None]) -> str:
    """Return the sentence that names the missing areas of an incomplete scale; empty if there are none."""
    for scale, areas in AREAS.items():
        own = [area for area in areas if area in fields]
        if 0 < len(own) < len(areas):
            lacking = [area[4:] for area in areas if area not in fields]
            return f"Of the four areas of the {scale.upper()}, {listed(lacking)} has no column, nor has their total."
    return ""


def of_scores(
    lookup: HeaderNames, names: Sequence[str], fields: Sequence[str | None], samples: Samples
) -> str:
    """Return the sentence on columns that may contain scores in a table without scores; empty if none.

    Such columns are numbered sessions without days, or columns of numbers with an unknown name.
    """
    weeks = [name for name in names if _is_numbered_session(name)]
    if len(weeks) >= _LEAST:
        return (
            f"The columns {listed(weeks, 3)} may hold scores, but they are numbered and name no days. Put the day of"
            " each session into its column's name, or export one row per session."
        )
    if days := date_columns.without_year(names):
        return (
            f"The columns {listed(days, 3)} may hold scores of these days, but their names lack the year. Write each day"
            " with its year (2026-03-02), or export one row per session."
        )
    open_columns = [
        i for i, name in enumerate(names)
        if name.strip() and not (i < len(fields) and fields[i]) and samples and samples[i] and not _is_private(lookup, name)
        and all(_POINTS.fullmatch(cell) for cell in samples[i])
    ]  # fmt: skip
    if not open_columns:
        return ""
    which = listed([names[i] for i in open_columns], 6)
    is_one = len(open_columns) == 1
    return (
        f"{'One column holds' if is_one else 'Some columns hold'} numbers under {'a name' if is_one else 'names'} that"
        f" {'says' if is_one else 'say'} neither ORS nor SRS: {which}. If they are scores, say what each column holds"
        f" (column:{shortened(names[open_columns[0]])}=ors_total, for example), or name the columns ORS and SRS."
    )


def _is_numbered_session(name: str) -> bool:
    words = re.findall(r"[^\W\d_]+|\d+", name)
    known = {
        normalized(word) for word in (*data("words")["numbered"]["session"], *data("additions")["weeks"])
    }
    return len(words) == 2 and words[1].isdigit() and len(words[1]) <= 3 and normalized(words[0]) in known


def _is_private(lookup: HeaderNames, name: str) -> bool:
    """Return whether a column surely contains something other than scores, such as an id or a duration."""
    known = lookup.field_of(name)
    return bool(known and not known.is_score) or normalized(name) in _no_scores()


def _no_scores() -> set[str]:
    survey = data("headers")["survey"]
    return {normalized(word) for kind in ("only", "numbers") for word in survey[kind]}


def message_without_scores(lookup: HeaderNames, names: Sequence[str], layout_name: str, doubt: str) -> str:
    """Return the error message for one file of a delivery in which no file has scores.

    The message says what the file lacks and which files it belongs with.

    Parameters
    ----------
    lookup : meanings of column names.
    names : column names.
    layout_name : of the file.
    doubt : what looks like scores, as `of_scores` says it.
    """
    missing = ["the scores"] if layout_name == APPOINTMENTS else ["the date", "the scores"]
    whole = describe_missing(lookup, [n for n in names if n], missing)
    if doubt:
        return whole if doubt in whole else whole.replace("The columns are:", f"{doubt} The columns are:", 1)
    whole = whole.removesuffix(EXPECTED).strip()
    return f"{whole} A file of {layout_name} is imported together with the files that have the ORS and SRS scores."
