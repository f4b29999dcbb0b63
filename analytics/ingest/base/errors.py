"""Errors for files that cannot be imported as they are, with messages for the person who imports."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.errors import HoldfastError


class ImportRejected(HoldfastError):
    """Error for a file that cannot be imported; the message is one plain sentence.

    matching: recognised meanings of the columns, as far as the file was read, so that a person can correct
    them.
    """

    def __init__(self, message: str, matching: list[dict] | None = None) -> None:
        """Store the message and the meanings found for the columns."""
        super().__init__(message)
        self.matching = matching or []


class Lacking(ImportRejected):
    """Error for a table that lacks columns which a table of sessions requires.

    missing: the missing columns in words (the client, the date). asked: the question to ask if no other table
    completes this one. without: the excluded column that would identify the client.
    """

    def __init__(
        self, message: str, missing: list[str], asked: QuestionForUser | None = None, without: str = ""
    ) -> None:
        """Store the message, the missing columns, a question if any, and the excluded client column."""
        super().__init__(message)
        self.missing, self.asked, self.without = missing, asked, without


ALL_SHEETS = "all_sheets"  # choice of a `sheet` question; the only one that is remembered


@dataclass(frozen=True)
class Question:
    """One question that an import asks a person, with its key, allowed answers and examples.

    key: of `import --answer KEY=VALUE`. text: the question. choices: the allowed answers. examples: values
    from the file.
    """

    key: str
    text: str
    choices: tuple[str, ...]
    examples: tuple[str, ...]

    def as_dict(self) -> dict:
        """Return the question as a dictionary for the import report."""
        return {
            "key": self.key,
            "text": self.text,
            "choices": list(self.choices),
            "examples": list(self.examples),
        }


class QuestionForUser(HoldfastError):
    """Error for a file that can be read in two ways, with the question that a person must answer.

    question: for the person. facts: more entries of the report.
    """

    def __init__(self, question: Question, facts: dict[str, object] | None = None) -> None:
        """Store the question and further entries for the import report."""
        super().__init__(question.text)
        self.question = question
        self.facts = facts or {}


EXPECTED = (
    "Expected is a table with one column for the client, one for the date, and the ORS and SRS scores"
    " (or a measure name and a score)."
)


def shortened(text: str, length: int = 30) -> str:
    """Return a header or cell as one line of at most `length` characters, without control characters."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def listed(names: list[str], at_most: int = 8) -> str:
    """Return up to `at_most` names joined by commas, followed by the number of the remaining names."""
    shown = ", ".join(shortened(name) for name in names[:at_most])
    rest = len(names) - at_most
    return f"{shown} and {rest} more" if rest > 0 else shown
