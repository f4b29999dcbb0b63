"""Joining of files: facts on appointments, clients and episodes are added to the scored sessions."""

from __future__ import annotations

import datetime

from analytics.ingest.base.errors import ImportRejected, listed, shortened
from analytics.ingest.base.normalize import data
from analytics.ingest.columns import missing_fields
from analytics.ingest.columns.layout import APPOINTMENTS, EPISODES
from analytics.ingest.rows import dates
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

_LINES_AT_ONCE = 100_000  # merged lines passed to the database at once


def require_scores(staging: Staging, files: list[ReadFile]) -> None:
    """Raise ImportRejected if no file has scores, unless the files add facts to stored sessions.

    A delivery only about clients or episodes is accepted if earlier deliveries had sessions.
    """
    if any(file.layout.has_scores for file in files):
        return
    if not staging.knows or any(map(has_sessions, files)):
        raise ImportRejected(_without_scores(files))


def _without_scores(files: list[ReadFile]) -> str:
    """Return the error message for a delivery without scores, with the kind of each table."""
    unused = [name for file in files for name in file.unused_sheets]
    if len(files) == 1 and not unused:
        return _message_without_scores(files[0])
    if doubtful := next((file for file in files if file.layout.doubt), None):
        return f"{shortened(doubtful.sheet or doubtful.name, 40)}: {_message_without_scores(doubtful)}"
    tables = [
        f"“{shortened(file.sheet or file.name, 40)}” is a table of {file.layout.name}" for file in files[:5]
    ]
    more = f", and {len(files) - 5} more" if len(files) > 5 else ""
    others = f" No table of sessions was found in the sheets {listed(unused, 5)}." if unused else ""
    return (
        f"No column was found for the scores: {', '.join(tables)}{more}.{others} Tables of clients, episodes and"
        " appointments are imported together with the files that have the ORS and SRS scores."
    )


def _message_without_scores(file: ReadFile) -> str:
    """Return the error message for one file of a delivery in which no file has scores."""
    return missing_fields.message_without_scores(
        file.lookup, file.layout.headers, file.layout.name, file.layout.doubt
    )


def has_sessions(file: ReadFile) -> bool:
    """Return whether the rows of a file may be sessions: it has scores or is a list of appointments."""
    return file.layout.has_scores or file.layout.name == APPOINTMENTS


def read_attributes(
    staging: Staging, file: ReadFile, today: datetime.date, answers: dict[str, str], orders: list[str]
) -> None:
    """Convert the rows of a file about clients or episodes into the table `staging.attribute`.

    Parameters
    ----------
    staging : the staging database.
    file : the file.
    today : the last plausible day.
    answers : question key -> choice.
    orders : the date orders that the other files have proved.

    Raises
    ------
    QuestionForUser
        If the order of its dates is open.
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
    if dates.day_orders(staging, file, today, known):
        staging.run("attribute_dates_read", file_no=number)
    staging.run("attribute_twice", file_no=number)
    if file.cleaned.early:
        lines, reasons, texts = (list(part) for part in zip(*file.cleaned.early, strict=True))
        staging.run("early_add", file_no=number, lines=lines, reasons=reasons, texts=texts)


def join(staging: Staging, files: list[ReadFile]) -> bool:
    """Fill gaps in score rows from the other tables of a delivery.

    Episodes and clients also fill gaps in stored sessions.

    Returns
    -------
    Whether an appointment names another therapist than the scores of the same day, which are not changed.
    """
    _complete_records(staging)
    for file in files:
        _count_with(staging, file)
    appointments = [f.number for f in files if f.layout.name == APPOINTMENTS]
    disputed = staging.run("days_disputed", files=appointments)[0][0] if appointments else False
    if appointments:
        staging.run("merged_into", files=appointments)
    if appointments or len({"case_id" in file.fields for file in files if has_sessions(file)}) > 1:
        staging.run("days_agreed", files=appointments)
    if appointments:
        staging.run("merged_into_delete")
    others = [file for file in files if not has_sessions(file)]
    others = [file.number for file in sorted(others, key=lambda f: f.layout.name != EPISODES)]
    for number in others:
        staging.run("attributed", file_no=number)
    if others and staging.knows:
        staging.run("attributes_applied", files=others)
    return disputed


def _complete_records(staging: Staging) -> None:
    """Fill gaps in a client's sessions from rows that describe the client but no session."""
    staging.run("client_facts_mark")
    for (number,) in staging.run("client_facts_files"):
        for step in ("client_facts", "attributed", "client_facts_delete"):
            staging.run(step, file_no=number)


def _count_with(staging: Staging, file: ReadFile) -> None:
    """Count each line merged into another row in the same way as that row: accepted or left out."""
    merged = file.cleaned.with_line
    for begin in range(0, len(merged), 2 * _LINES_AT_ONCE):
        part = merged[begin : begin + 2 * _LINES_AT_ONCE]
        lines, owners = list(part[0::2]), list(part[1::2])
        for step in ("merged_lines", "merged_lines_rejected"):
            staging.run(step, file_no=file.number, lines=lines, owners=owners)


def place_cells(staging: Staging, files: list[ReadFile]) -> None:
    """Give cells left out the line where they stand, in files with one row per field."""
    for file in files:
        cells = staging.run("cells_left_out", file_no=file.number) if file.cleaned.with_column else []
        if not cells:
            continue
        columns = {header: index for index, header in enumerate(file.layout.headers)}
        wanted = {(line, columns.get(header)): (line, header) for line, header in cells}
        pairs = zip(
            file.cleaned.with_line[0::2], file.cleaned.with_line[1::2], file.cleaned.with_column, strict=True
        )
        found = [(line, *wanted[owner, column]) for line, owner, column in pairs if (owner, column) in wanted]
        places, lines, headers = ([row[part] for row in found] for part in range(3))
        staging.run("cells_placed", file_no=file.number, places=places, lines=lines, headers=headers)


def update_known(staging: Staging, files: list[ReadFile]) -> None:
    """Apply facts from client and episode files to stored sessions.

    Raises
    ------
    ImportRejected
        When there is nothing to apply and no file of the delivery has sessions.
    """
    n_applied = staging.run("attributes_applied_add")[0][0]
    if not n_applied and not any(map(has_sessions, files)):
        raise ImportRejected(_message_without_scores(files[0]))


def with_several_sessions(files: list[ReadFile]) -> list[int]:
    """Return the file numbers of the files that have several sessions of a client in one row."""
    return [file.number for file in files if file.layout.numbered]


def mark_unused_rows(staging: Staging, files: list[ReadFile]) -> None:
    """Mark delivered rows that contributed nothing to any session, to list them in the report.

    Such rows have several sessions that were all rejected, or are about clients and episodes without a
    session.
    """
    if numbers := with_several_sessions(files):
        staging.run("wide_rows", files=numbers)
    if not all(map(has_sessions, files)):
        staging.run("attribute_unused")


def count_rows(staging: Staging, files: list[ReadFile]) -> None:
    """Set each session's row count so that every accepted row is counted once, for its client."""
    is_put_together = with_several_sessions(files) or any(file.cleaned.with_line for file in files)
    if is_put_together or any(file.layout.name == APPOINTMENTS or not has_sessions(file) for file in files):
        staging.run("row_counts")
