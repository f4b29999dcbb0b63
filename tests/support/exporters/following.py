"""Simulated user who imports a generated export, answers its questions and compares the result."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analytics.ingest import pipeline
from analytics.ingest.base import saved_mappings
from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser
from analytics.ingest.base.normalize import normalized
from analytics.store.staging import Staging
from tests.support.exporters.table import Rendered
from tests.support.small_practice import TODAY

MOST_QUESTIONS = 6


@dataclass
class End:
    """Result of a delivery: sessions with a report, a refusal, or a question that cannot be answered.

    answers: what was answered on the way, in order of the questions."""

    document: dict | None = None
    sessions: list[dict] = field(default_factory=list)
    refusal: str = ""
    question: Question | None = None
    answers: dict[str, str] = field(default_factory=dict)

    def found(self, fields: tuple[str, ...]) -> list[tuple]:
        """Return the sessions as tuples of these fields."""
        return [tuple(session[name] for name in fields) for session in self.sessions]


def read(files: list[tuple[str, bytes]], answers: Mapping[str, str]) -> End:
    """Run the import of a delivery until its sessions are known; return the sessions, refusal or question."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files:
            (folder / file).write_bytes(content)
        with Staging(folder / "scratch", allowed=[folder]) as staging:
            try:
                understood = pipeline.run_pipeline(
                    staging,
                    [(file, folder / file) for file, _ in files],
                    today=TODAY,
                    answers=dict(answers),
                    remembered=saved_mappings.Profiles(folder),
                    progress=lambda *_: None,
                )
            except ImportRejected as problem:
                return End(refusal=str(problem), answers=dict(answers))
            except QuestionForUser as problem:
                return End(question=problem.question, answers=dict(answers))
            rows = staging.connection.execute("FROM delivery.session").fetchall()
            columns = [column[0] for column in staging.connection.description]
            sessions = [dict(zip(columns, row, strict=True)) for row in rows]
            return End(understood.document, sessions, answers=dict(answers))


def followed(rendered: Rendered) -> End:
    """Read an export, answering each question of the import like a person who knows the file."""
    answers: dict[str, str] = {}
    end = read(rendered.files, answers)
    while end.question and len(answers) < MOST_QUESTIONS:
        said = answer(rendered, end.question)
        if said is None or end.question.key in answers:
            return end
        answers[end.question.key] = said
        end = read(rendered.files, answers)
    return end


def answer(rendered: Rendered, question: Question) -> str | None:
    """Return the right answer to a question; None if it is not among the choices."""
    right = rendered.knows.get(question.key)
    if right is None and question.key.startswith("column:"):
        right = _about_column(question.key, rendered.knows)
    return right if right is not None and (not question.choices or right in question.choices) else None


def _about_column(key: str, knows: Mapping[str, str]) -> str | None:
    """Return the meaning of the column whose header is most similar to the one asked about."""
    asked = normalized(key.partition(":")[2])
    near = [
        (len(normalized(known.partition(":")[2])), meaning)
        for known, meaning in knows.items()
        if known.startswith("column:")
        and (normalized(known.partition(":")[2]) in asked or asked in normalized(known.partition(":")[2]))
    ]
    return max(near, default=(0, None))[1]


def right(rendered: Rendered, end: End) -> bool:
    """Return whether an import gave exactly the expected sessions and the required warnings."""
    wanted, found = rendered.sessions(), end.found(rendered.fields)
    said = (
        set(end.document["warnings"]) - {"therapist_missing"}
        or end.document["cells_quarantined"]
        or end.answers
    )
    if rendered.must_say and not said:
        return False
    if len(found) != len(set(found)):
        return False
    if set(found) == wanted:
        return True
    for name in rendered.lost:
        place = rendered.fields.index(name)
        without = {(*row[:place], None, *row[place + 1 :]) for row in wanted}
        if set(found) == without and end.document["warnings"]:
            return True
    return False


def verdict(rendered: Rendered, end: End) -> str:
    """Return the result as a word: `same`, `asked` (no right answer), `refused`, or `wrong`."""
    if end.question:
        return f"asked {end.question.key}"
    if end.refusal:
        return "refused"
    return "same" if right(rendered, end) else "wrong"


def walked(rendered: Rendered, most: int = 40) -> list[str]:
    """Return the questions that block an import because no offered answer lets it finish.

    Parameters: most, deliveries that are read at most; a question whose choices are given by nobody is not walked."""
    dead: list[str] = []
    reads = 0

    def leads_on(answers: dict[str, str]) -> bool:
        nonlocal reads
        if reads >= most:
            return True
        reads += 1
        end = read(rendered.files, answers)
        if not end.question:
            return end.document is not None
        if end.question.key in answers or not end.question.choices:
            return False
        ways = [leads_on(answers | {end.question.key: choice}) for choice in end.question.choices]
        if not any(ways):
            dead.append(f"{end.question.key} after {answers}")
        return any(ways)

    leads_on({})
    return dead
