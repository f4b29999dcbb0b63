"""Names of people taken out of what an import reports and remembers, where a person decided not to keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.base.identity_answers import CLIENT_NAMES, HASH, LEAVE_OUT
from analytics.ingest.columns import client_columns, client_name_parts
from analytics.ingest.rows.client_names import are_names
from analytics.ingest.rows.reading import ReadFile


def without_names(entries: list[dict], answers: Mapping[str, str]) -> list[dict]:
    """Return the column entries of a report (`column_mapping.of`), without values that may be names.

    Values are removed if a person decided that names are not kept.
    """
    answer = answers.get(CLIENT_NAMES)
    if answer not in (HASH, LEAVE_OUT):
        return entries
    return [{**entry, "values": []} if _may_name(entry, answer) else entry for entry in entries]


def without_named_columns(
    columns: Mapping[str, str], read: Sequence[ReadFile], answers: Mapping[str, str]
) -> dict[str, str]:
    """Return column name -> field without people's names, where a person decided that these are not kept.

    Columns named after clients (`Anna ORS`) become one entry that says so.
    """
    if answers.get(CLIENT_NAMES) not in (HASH, LEAVE_OUT):
        return dict(columns)
    named = {
        name
        for file in read
        for name in client_columns.named_after_clients(file.lookup, file.layout.numbered, columns)
    }
    return {
        client_columns.CLIENT if name in named else name: "client_id" if name in named else field
        for name, field in columns.items()
    }


def without_named_headers(
    signatures: Mapping[str, Sequence[str]], read: Sequence[ReadFile], answers: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the header of each table, by signature, as `without_named_columns` changes it."""
    return {
        signature: list(without_named_columns(dict.fromkeys(header, ""), read, answers))
        for signature, header in signatures.items()
    }


def _may_name(entry: Mapping, answer: str) -> bool:
    """Return whether a report's column entry may show names of people, given the answer about names."""
    if client_name_parts.is_part(entry["column"]):
        return True
    if entry["field"] == "client_id":
        return answer == HASH
    return entry["field"] in (None, "case_id") and are_names(entry["values"])
