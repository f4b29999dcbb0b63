"""Files that belong together: appointments, clients and episodes tell more about the sessions of the score files."""

from __future__ import annotations

import datetime

from analytics.ingest import dates
from analytics.ingest.layout import APPOINTMENTS, EPISODES, PER_CLIENT, alone
from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import Refused
from analytics.ingest.spelling import data
from analytics.store.staging import Staging


def require_scores(staging: Staging, files: list[ReadFile]) -> None:
    """Refused when no file of the delivery has scores, unless all are about clients or episodes that may be known."""
    if any(file.layout.has_scores for file in files):
        return
    if not staging.knows or any(map(has_sessions, files)):
        raise Refused(alone(files[0].layout))


def has_sessions(file: ReadFile) -> bool:
    """Whether the rows of a file have a client and a date each, and so may be sessions of their own."""
    return file.layout.has_scores or file.layout.name == APPOINTMENTS


def read_attributes(
    staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str], orders: list[str]
) -> None:
    """Type the rows of a file of clients or episodes into `staging.attribute`.

    Parameters: orders, the date orders that the other files have proved. Raises NeedsChoice.
    """
    layout, number = file.layout, file.number
    names = layout.sources()
    staging.run(
        "header_add",
        file_no=number,
        fields=[field for _, field, _ in names],
        headers=[header for header, _, _ in names],
        numbers=[None] * len(names),
    )
    staging.source(file.cleaned.path, file.fields, file.cleaned.delimiter)
    staging.run(
        "attributes",
        file_no=number,
        client_header=layout.column("client_id"),
        controls=file.cleaned.controls,
        summary=[word.lower() for word in data("words")["summary"]["summary"]],
    )
    known = next((o for o in orders if o in (dates.DAY_FIRST, dates.MONTH_FIRST)), answers.get("date_order"))
    if dates.decided(staging, file, today, known):
        staging.run("attribute_dates_read", file_no=number)
    staging.run("attribute_twice", file_no=number)
    if file.cleaned.early:
        lines, reasons, texts = (list(part) for part in zip(*file.cleaned.early, strict=True))
        staging.run("early_add", file_no=number, lines=lines, reasons=reasons, texts=texts)


def join(staging: Staging, files: list[ReadFile]) -> bool:
    """Let appointments, episodes and clients fill what the rows with scores leave open, and the latter two also what
    known sessions do.

    Returns: whether an appointment names another therapist than the scores of its day, who are left as they are.
    """
    appointments = [f.number for f in files if f.layout.name == APPOINTMENTS]
    disputed = staging.run("days_disputed", files=appointments)[0][0] if appointments else False
    if appointments:
        staging.run("absorbed", files=appointments)
    if appointments or len({"case_id" in file.fields for file in files if has_sessions(file)}) > 1:
        staging.run("days_agreed", files=appointments)
    if appointments:
        staging.run("absorbed_out")
    others = [file for file in files if not has_sessions(file)]
    others = [file.number for file in sorted(others, key=lambda f: f.layout.name != EPISODES)]
    for number in others:
        staging.run("attributed", file_no=number)
    if others and staging.knows:
        staging.run("told", files=others)
    return disputed


def tell_known(staging: Staging, files: list[ReadFile]) -> None:
    """After sessions are put together: add what known sessions are told.

    Raises Refused when that is nothing and no file of the delivery has sessions.
    """
    told = staging.run("told_add")[0][0]
    if not told and not any(map(has_sessions, files)):
        raise Refused(alone(files[0].layout))


def wide(files: list[ReadFile]) -> list[int]:
    """The numbers of the files that hold several sessions of a client in one row."""
    return [file.number for file in files if file.layout.name == PER_CLIENT]


def settle_counts(staging: Staging, files: list[ReadFile]) -> None:
    """Before rows left out are listed: which rows with several sessions side by side keep any of them, and which
    rows about clients and episodes have no session to tell about."""
    if numbers := wide(files):
        staging.run("wide_rows", files=numbers)
    if not all(map(has_sessions, files)):
        staging.run("attribute_unused")


def count_rows(staging: Staging, files: list[ReadFile]) -> None:
    """After sessions are put together: each accepted row of each file is counted with one session of its client."""
    if any(file.layout.name in (PER_CLIENT, APPOINTMENTS) or not has_sessions(file) for file in files):
        staging.run("row_counts")
