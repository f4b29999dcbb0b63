"""Question that asks which sheet counts if sheets of one workbook contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.base.errors import Question, QuestionForUser, listed, shortened
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

OPPOSED = 0.2  # share of the sessions of a sheet that may contradict another sheet before a person is asked


def ask_sheet(staging: Staging, read: Sequence[ReadFile], books: Sequence[int]) -> None:
    """Raise QuestionForUser if sheets of one workbook have different values for the same sessions.

    If this concerns only a few sessions, their rows are set aside as contradictory instead.

    Parameters
    ----------
    staging : the staging database.
    read : the files of the delivery.
    books : per file read the number of the file it is or, as a sheet, stands in.
    """
    if not any(file.sheet for file in read):
        return
    found: dict[int, set[int]] = {}
    for one, other, share in staging.run("file_conflicts"):
        if books[one] == books[other] and share > OPPOSED:
            found.setdefault(books[one], set()).update((one, other))
    for numbers in found.values():
        files = [read[number] for number in sorted(numbers)]
        names = [file.sheet for file in files]
        text = f"The sheets {listed(names)} hold different values for the same sessions. Which one should be imported?"
        headers = tuple(f"{shortened(f.sheet)}: {listed(list(f.layout.headers), 5)}" for f in files)
        raise QuestionForUser(Question("sheet", text, tuple(names), headers))
