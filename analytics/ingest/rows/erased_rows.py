"""Leaving out of the rows of clients who were erased from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

REASON = "erased"  # of the rows left out


def found(staging: Staging, erased: Mapping[str, list[str]]) -> list[str]:
    """Return the codes of erased clients in the delivery, so that names of files and sheets go without them."""
    return [code for (code,) in staging.run("erased_found")] if erased["keys"] else []


def leave_out(staging: Staging, read: Sequence[ReadFile], erased: Mapping[str, list[str]]) -> None:
    """Give every converted row of an erased client the reason `erased`, without its text.

    The texts of lines that could not be read as rows go too, as nobody can tell whose they are.

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
