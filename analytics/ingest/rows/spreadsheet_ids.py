"""Ids damaged by a spreadsheet program: rounded numbers, or codes without their leading zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser, shortened
from analytics.ingest.base.identity_answers import APART, JOIN, KEYS, WITHOUT_ZEROS
from analytics.ingest.rows import linked_files
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

DAMAGED = "id_digits_lost"  # why a row is set aside
MOST = 0.5  # share of the ids of a column from which, rounded, the column is of no use


def require_digits(staging: Staging, file: ReadFile) -> None:
    """Set aside rows whose ids a spreadsheet program has rounded.

    Raises
    ------
    ImportRejected
        If most ids of a column are rounded, because several people would become one.
    """
    if not staging.run("ids_rounded_exist", file_no=file.number)[0][0]:
        return
    table = "typed" if linked_files.has_sessions(file) else "attribute"
    found = staging.run("ids_rounded", file_no=file.number)
    for field, n, rounded, example in found:
        if rounded > MOST * n:
            header = file.layout.column(field) or field
            raise ImportRejected(_lost(header, example, field))
    if found:
        staging.run(f"ids_rounded_{table}", file_no=file.number)


def _lost(header: str, example: str, field: str) -> str:
    """Return the error message for a column of rounded ids."""
    rest = "" if field == "client_id" else " Or say that this column is not used."
    if example.startswith("#"):
        return (
            f"The ids in “{shortened(header)}” are signs such as {shortened(example)}: a spreadsheet program showed them"
            " so in a column too narrow for them, and different people look like one. Export the file again and import"
            f" it without opening it in a spreadsheet program, or make the column wider there first.{rest}"
        )
    return (
        f"The ids in “{shortened(header)}” are rounded numbers such as {shortened(example)}: a spreadsheet program has"
        " lost their last digits, and different people look like one. Export the file again and import it without"
        f" opening it in a spreadsheet program, or format the column as text there and fill in the ids anew.{rest}"
    )


def join(staging: Staging, read: Sequence[ReadFile], answers: Mapping[str, str]) -> list[str]:
    """Match client ids between files; return the names of client lists in which no id has a match.

    If most matches need leading zeros to be ignored, a person is asked whether they are the same clients.

    Parameters
    ----------
    staging : the staging database.
    read : the files of the delivery.
    answers : question key -> choice; `ids` counts.

    Returns
    -------
    Names of the files about clients without any match.

    Raises
    ------
    QuestionForUser
        If nobody has answered.
    """
    if len(read) < 2 and all(map(linked_files.has_sessions, read)):
        return []
    staging.run("stored_codes" if staging.knows else "stored_codes_none")
    ordered = sorted(
        read, key=lambda one: (not one.layout.has_scores, not linked_files.has_sessions(one), one.number)
    )
    strange = []
    for index, file in enumerate(ordered):
        is_list = not linked_files.has_sessions(file)
        others = [one.number for one in ordered[:index] if linked_files.has_sessions(one)]
        if not is_list and not others:
            continue
        about = {"file_no": file.number, "files": others or [-1], "with_stored": is_list}
        staging.run("ids_alike", **about)
        n, known, alike, examples = staging.run("ids_alike_counted", **about)[0]
        if alike > known and _are_joined(file, examples, answers):
            staging.run("ids_alike_attribute" if is_list else "ids_alike_typed", file_no=file.number)
        elif is_list and n and not known and not alike:
            strange.append(file.name)
    return strange


def _are_joined(file: ReadFile, examples: list[str], answers: Mapping[str, str]) -> bool:
    """Return whether ids that differ only by leading zeros are equal; raise QuestionForUser if unanswered."""
    answer = answers.get(WITHOUT_ZEROS)
    if answer not in (JOIN, APART):
        text = (
            f"The client ids of {shortened(file.name, 60)} are those of the other files only when leading zeros and"
            " decimals don't count. Are they the same clients?"
        )
        raise QuestionForUser(
            Question(WITHOUT_ZEROS, text, KEYS[WITHOUT_ZEROS], tuple(map(shortened, examples)))
        )
    return answer == JOIN
