"""Questions about files whose names may be data: one file per client, therapist or site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from analytics.ingest.base.normalize import normalized
from analytics.ingest.rows import constants, table_names
from analytics.ingest.rows.found_tables import FoundTable
from analytics.ingest.rows.reading import ReadFile


def ask_client(tables: Sequence[FoundTable]) -> None:
    """Raise QuestionForUser if several files without a client column may be named after clients."""
    stems = {PurePath(found.file).stem: found.lookup for found in tables}
    values = {stem: table_names.name_value(lookup, stem, "client_id") for stem, lookup in stems.items()}
    telling = sorted(stem for stem, value in values.items() if value)
    if len({normalized(values[stem]) for stem in telling}) > 1:
        raise table_names.question(table_names.OF_FILE, telling, ("client_id",))


def ask_meaning(read: Sequence[ReadFile], answers: Mapping[str, str]) -> None:
    """Raise QuestionForUser if several files of one layout may be named after therapists or sites.

    Not asked where a column or another file of the delivery says the therapist, or where the names differ by dates
    and numbers.
    """
    if table_names.OF_FILE in answers or len(read) < 2:
        return
    layouts: dict[tuple, list[ReadFile]] = {}
    for file in read:
        if file.layout.has_scores and not file.sheet:
            layouts.setdefault(file.layout.fields, []).append(file)
    present = {field for file in read for field in file.layout.fields if field}
    if present & set(table_names.THERAPIST) or f"{constants.PREFIX}therapist" in answers:
        return
    lacking = [field for field in ("therapist", "site") if field not in present]
    for files in layouts.values():
        stems = {PurePath(file.name).stem: file.lookup for file in files}
        values = {stem: table_names.name_value(lookup, stem, "therapist") for stem, lookup in stems.items()}
        telling = [stem for stem in sorted(stems) if values[stem]]
        if len({normalized(values[stem]) for stem in telling}) > 1:
            raise table_names.question(table_names.OF_FILE, telling, lacking)
