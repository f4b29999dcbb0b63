"""Stages of an import: read files, recognise columns, convert cells, combine rows into sessions.

The stages run in the importing process.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest import answering, staged_report
from analytics.ingest import remembered as remembered_answers
from analytics.ingest.base import saved_mappings
from analytics.ingest.base.errors import ImportRejected, Lacking, Question, QuestionForUser, listed, shortened
from analytics.ingest.columns import exporters
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.layout import NOT_USED
from analytics.ingest.containers import fhir_people, json_tables, zip_archive
from analytics.ingest.rows import (
    cell_types,
    child_tables,
    client_names,
    column_mapping,
    consolidation,
    deferred_tables,
    erased_rows,
    file_names,
    found_tables,
    linked_files,
    name_redaction,
    reading,
    spreadsheet_ids,
    units,
)
from analytics.ingest.rows.reading import ReadFile
from analytics.ingest.staged_report import NAMED
from analytics.store import tombstones
from analytics.store.staging import Staging

Progress = Callable[[str, float], None]
NOBODY_ERASED = tombstones.as_columns(())


@dataclass(kw_only=True)
class PipelineResult:
    """Result of reading a delivery: the files read, and the parts of the import report known so far.

    signatures: header by the signature of its column names. origins: for each file read, by its number, which
    delivered file it came out of. idle: accepted appointments without effect, because no session of their
    clients could be stored. named: names of the files by signature of their column names.
    """

    files: list[ReadFile]
    document: dict[str, Any]
    signatures: dict[str, list[str]] = field(default_factory=dict)
    origins: list[int] = field(default_factory=list)
    idle: int = 0
    named: dict[str, list[str]] = field(default_factory=dict)


def run_pipeline(
    staging: Staging,
    files: list[tuple[str, Path]],
    *,
    today: datetime.date,
    answers: dict[str, str],
    remembered: saved_mappings.Profiles,
    progress: Progress,
    strict: bool = False,
    key: Callable[[], str] = str,
    erased: Mapping[str, list[str]] = NOBODY_ERASED,
) -> PipelineResult:
    """Read the files of a delivery, recognise their columns and fill `delivery.session` and `.rejected`.

    Parameters
    ----------
    staging : an empty staging database with the aliases in force (`store.aliases.fill_tables`).
    files : (name, private copy) of each file.
    today : the day after which rows are set aside as lying in the future.
    answers : question key -> choice of this delivery; they count before remembered ones.
    remembered : the remembered answers.
    progress : called with the name of a stage and a share of 0 to 1.
    strict : refuse answers that apply to nothing in these files.
    key : returns the key of the store, for codes made of names.
    erased : hashes of the codes of erased clients (`tombstones.as_columns`), whose rows are left out.

    Raises
    ------
    ImportRejected, QuestionForUser
        A file that cannot be used, a question for a person; they name the file where there are several.
    WrongAnswer
        With `strict`, for an answer about nothing.
    """
    cell_types.prepare(staging)
    members = zip_archive.unpacked(files, staging.scratch)
    found = _Delivery(
        staging=staging,
        today=today,
        answers=answers,
        remembered=remembered,
        lookup=HeaderNames.from_answers(remembered.columns() | answers),
        progress=progress,
    )
    found.read_files([file for inside in members for file in inside])
    settled = {k: v for key in found.signatures for k, v in remembered.answers(key).items()} | answers
    found.complete(settled)
    document = found.consolidated(settled, key, erased)
    recognised = document["recognised"]
    recognised["columns"] = name_redaction.without_named_columns(recognised["columns"], found.read, settled)
    has_words = strict or any("closure:" in key for key in settled)
    words = consolidation.closure_words(staging) if has_words else {}
    said = remembered_answers.applied(remembered, found.signatures, answers, recognised, words)
    document["remembered"] = said
    if strict:
        found.check_answers(recognised["item_scale"], words)
    return PipelineResult(
        files=found.read,
        document=document,
        signatures=name_redaction.without_named_headers(found.signatures, found.read, settled),
        origins=zip_archive.origins(members, found.books),
        idle=document.pop("idle"),
        named=found.named,
    )


@dataclass(kw_only=True)
class _Delivery:
    """State of a delivery while its files are read.

    read: the tables read; books: for each table the number of its delivered file; orders: date orders found;
    waiting: tables that need another table; used: properties to which answers may refer; signatures, named:
    as in `PipelineResult`; called: the name of the table that is being read, for a refusal.
    """

    staging: Staging
    today: datetime.date
    answers: dict[str, str]
    remembered: saved_mappings.Profiles
    lookup: HeaderNames
    progress: Progress
    read: list[ReadFile] = field(default_factory=list)
    books: list[int] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    waiting: list[deferred_tables.DeferredTable] = field(default_factory=list)
    used: answering.UsedAnswers = field(default_factory=answering.UsedAnswers)
    signatures: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    called: str = ""

    def __post_init__(self) -> None:
        """Give the check of answers access to the list of date orders found in the files."""
        self.used.orders = self.orders

    def answers_for(self, header: tuple[str, ...]) -> dict[str, str]:
        """Return the remembered and given answers that apply to a table with these column names."""
        return self.remembered.answers(saved_mappings.signature(header)) | self.answers

    def read_files(self, files: list[tuple[str, Path]]) -> None:
        """Read the tables of each file and convert their rows; defer tables that need another table."""
        people = json_tables.people_of(files)
        for number, (name, path) in enumerate(files):
            self.called = name
            try:
                self.progress("reading", number / len(files))
                new = list(self._tables(number, name, path, people))
                for file, settled in new:
                    self.called = file.name
                    if linked_files.has_sessions(file):
                        self.progress("checking each row", (number + 0.5) / len(files))
                        self.orders.append(cell_types.type_file(self.staging, file, self.today, settled))
                self.read += [file for file, _ in new]
                self.books += [number] * len(new)
            except (ImportRejected, QuestionForUser) as problem:
                matching = problem.matching if isinstance(problem, ImportRejected) else []
                matching = matching or column_mapping.before_reading(self.lookup, name, path, self.answers)
                matching = name_redaction.without_names(matching, self.answers)
                is_named = len(files) > 1 or self.called != name
                raise _named(problem, self.called if is_named else "", matching) from problem

    def _tables(
        self, number: int, name: str, path: Path, people: fhir_people.People
    ) -> Iterator[tuple[ReadFile, dict[str, str]]]:
        """Yield each table of one file, with its rows cleaned and the answers that apply to it."""
        tables = found_tables.tables_of(
            self.lookup, name, path, self.answers, self.answers_for, self.staging, people
        )
        self.used.add_tables(tables)
        n_read = len(self.read)
        for found in tables:
            self.called, header = found.name, found.table.header
            self.signatures[saved_mappings.signature(header)] = list(header)
            self.named.setdefault(saved_mappings.signature(header), []).append(name)
            settled = self.answers_for(header)
            try:
                file = _read(n_read, path, self.staging, found, settled)
            except Lacking as lacking:
                without = {f"column:{lacking.without}": NOT_USED} if lacking.without else {}
                self.waiting.append(
                    deferred_tables.find(
                        path, self.staging.scratch, found, settled | without, lacking, number
                    )
                )
                continue
            n_read += 1
            yield file, settled

    def complete(self, answers: dict[str, str]) -> None:
        """Complete deferred tables from the other tables of the delivery.

        Raises QuestionForUser if file names may name therapists or sites.
        """
        for file, problem in child_tables.complete(
            self.staging, self.waiting, self.read, self.books, self.orders, self.today
        ):
            raise _named(problem, file.name, []) from problem
        file_names.ask_meaning(self.read, answers)

    def consolidated(
        self, answers: dict[str, str], key: Callable[[], str], erased: Mapping[str, list[str]]
    ) -> dict[str, Any]:
        """Combine the converted rows into sessions and return the first part of the import report."""
        staging, read = self.staging, self.read
        self.progress("putting sessions together", 1.0)
        try:
            self._read_attributes(answers)
            client_names.turn_into_codes(staging, read, answers, key)
            strange = spreadsheet_ids.join(staging, read, answers)
            staging.run("aliased")
            erased_rows.leave_out(staging, read, erased)
            document, unknown = staged_report.consolidated(staging, read, self.books, answers)
        except ImportRejected as problem:
            raise ImportRejected(str(problem), self._matching(answers)) from problem
        if strange:
            document["warnings"] = sorted([*document["warnings"], "list_not_joined"])
            document["message"] += (
                f" No client of {listed(strange)} has a session here, so nothing of it was used."
            )
        document["recognised"] = (
            staged_report.recognised(read, self.orders)
            | units.recognised(staging)
            | {"exporter": exporters.recognised(list(self.signatures.values()))}
            | {"unknown_closure_words": unknown, "matching": self._matching(answers)}
        )
        return document

    def _matching(self, answers: dict[str, str]) -> list[dict]:
        return name_redaction.without_names(column_mapping.of(self.read, answers), answers)

    def check_answers(self, scale: str, words: dict[str, str]) -> None:
        """Raise WrongAnswer for an answer that refers to nothing in the delivery."""
        self.used.scale, self.used.words = scale, words
        self.used.measures = [row[0] for row in self.staging.run("measures_named")]
        known = {k: v for key in self.signatures for k, v in self.remembered.answers(key).items()}
        answering.check(self.answers, known, self.read, self.used)

    def _read_attributes(self, answers: dict[str, str]) -> None:
        """Read the files about clients and episodes, whose rows are not sessions."""
        linked_files.require_scores(self.staging, self.read)
        for file in self.read:
            if not linked_files.has_sessions(file):
                try:
                    linked_files.read_attributes(self.staging, file, self.today, answers, self.orders)
                    spreadsheet_ids.require_digits(self.staging, file)
                except (QuestionForUser, ImportRejected) as problem:
                    raise _named(problem, file.name, []) from problem


def _read(
    number: int, path: Path, staging: Staging, table: found_tables.FoundTable, answers: dict[str, str]
) -> ReadFile:
    """Return a table with clean rows; the column of client names is omitted if a person excluded it."""
    file = reading.read(number, path, staging.scratch, table, answers)
    column = client_names.leaves_out(file, answers)
    if not column:
        return file
    without = answers | {f"column:{column}": NOT_USED}
    try:
        return reading.read(number, path, staging.scratch, table, without)
    except Lacking as lacking:
        raise client_names.nobody_left(column, lacking) from None


def _named(
    problem: ImportRejected | QuestionForUser, name: str, entries: list[dict[str, Any]]
) -> ImportRejected | QuestionForUser:
    """Return a refusal or question with the file's name in its text; a refusal also lists the columns."""
    if isinstance(problem, ImportRejected):
        return ImportRejected(f"{shortened(name, NAMED)}: {problem}" if name else str(problem), entries)
    if not name:
        return problem
    asked = problem.question
    return QuestionForUser(
        Question(asked.key, f"{shortened(name, NAMED)}: {asked.text}", asked.choices, asked.examples)
    )
