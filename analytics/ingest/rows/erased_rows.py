"""Exclusion of delivered rows about clients who were erased from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

REASON = "erased"  # of the rows left out


def found(staging: Staging, erased: Mapping[str, list[str]]) -> list[str]:
    """Return the codes of erased clients that occur in the delivery, for redacting file and sheet names."""
    return [code for (code,) in staging.run("erased_found")] if erased["keys"] else []


def leave_out(staging: Staging, read: Sequence[ReadFile], erased: Mapping[str, list[str]]) -> None:
    """Set aside every converted row of an erased client with the reason `erased`, and delete its text.

    The texts of lines that could not be read as rows are deleted too, as their client is unknown.

    Parameters
    ----------
    staging : the converted rows, with codes in place of names and with the aliases applied.
    read : the files of the delivery.
    erased : hashes of the erased codes (`tombstones.as_columns`).
    """
    if not erased["keys"]:
        return
    staging.run("erased_codes", **erased)
    staging.run("erased")
    for file in read:
        staging.run("texts_dropped_early", file_no=file.number)
