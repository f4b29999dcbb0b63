"""Names or e-mail addresses in the column of client codes: used as they are, replaced by codes, or left out.

A person chooses which. Codes are keyed hashes: without the store's key, nobody can find a name by trial. The
same name gives the same code in every file and every later delivery.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from analytics.ingest.base.errors import Lacking, Question, QuestionForUser, shortened
from analytics.ingest.base.identity_answers import CLIENT_NAMES, HASH, KEYS, LEAVE_OUT, USE
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import client_columns, client_name_parts, survey_metadata
from analytics.ingest.rows import linked_files
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

ROWS = 1_000  # data rows looked at
SHARE = 0.6  # share of different values that look like names from which a column holds names
WORDS = 6  # words a name may have
DIGITS = 12  # hexadecimal digits of a code made of a name
_MARKS = re.compile(r"['’ʼ`´.,\-‐–\u200c\u200d]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_CONNECTED = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}"
)  # Japanese, Chinese, Korean: without blanks


def decided(file: ReadFile, answers: Mapping[str, str]) -> str | None:
    """Return a person's answer about names in a file's client column; None if the column has no names.

    Raises
    ------
    QuestionForUser
        If nobody has answered.
    """
    values = _values(file)
    if not _holds_names(file, values):
        return None
    answer = answers.get(CLIENT_NAMES)
    if answer not in KEYS[CLIENT_NAMES]:
        columns = [file.layout.column(field) for field in (client_name_parts.FIRST, "client_id")]
        named = (
            " and ".join(f"“{shortened(column)}”" for column in columns if column)
            or "The column of the client"
        )
        seem = "seem" if all(columns) else "seems"
        if columns[1] == client_columns.CLIENT:
            named, seem = "Column names", "seem"
        what = "e-mail addresses" if any(map(_EMAIL.fullmatch, values)) else "names"
        text = (
            f"{named} {seem} to hold {what} of people. Use them as they are, turn each into a code (one name"
            " always gets the same one), or leave the column out?"
        )
        initials = dict.fromkeys(_initials(value) for value in values)
        raise QuestionForUser(
            Question(CLIENT_NAMES, text, KEYS[CLIENT_NAMES], tuple(itertools.islice(initials, 3)))
        )
    return answer


def _holds_names(file: ReadFile, values: Sequence[str]) -> bool:
    """Return whether the client column contains names of people, judged by the given values.

    If the column name means a person's name, any words suffice.
    """
    header = file.layout.column("client_id") or ""
    if (
        header == client_columns.CLIENT
    ):  # `Client Anna`: a word behind it is a first name, a letter or two a code
        first_names = sum(value.isalpha() and len(value) > 2 for value in values)
        return 2 * first_names > len(values) or are_names(values)
    known = file.lookup.field_of(header)
    is_named_so = known and known.is_client_name or survey_metadata.names_person(header)
    if values and (is_named_so or client_name_parts.FIRST in file.layout.fields):
        lettered = sum(not any(map(str.isdigit, value)) or bool(_EMAIL.fullmatch(value)) for value in values)
        return 2 * lettered > len(values)
    return are_names(values)


def are_names(values: Sequence[str]) -> bool:
    """Return whether most of the given distinct values look like names or e-mail addresses of people.

    Names are words of letters, or one word of a script without blanks. Values that all begin or all end with one
    word (`Client A`, `Client B`) are codes.
    """
    if not values or sum(map(_is_name, values)) < SHARE * len(values):
        return False
    named = [words for value in values if len(words := _words(value)) > 1]
    alike = [{normalized(words[index]) for words in named} for index in (0, -1)]
    if len(named) > 1 and min(map(len, alike)) == 1:
        return False
    return not (len(values) == 1 and named and normalized(named[0][0]) in _ROLES)


_ROLES = frozenset(
    map(normalized, ("client", "klient", "klientin", "patient", "patientin", "cliente", "paciente", "cliënt"))
)
_ROLES |= frozenset(
    map(normalized, ("case", "fall", "caso", "sak", "sag", "dossier", "person", "code", "borger", "bruker"))
)


def _is_name(value: str) -> bool:
    """Return whether a value looks like the name or the e-mail address of a person."""
    if _EMAIL.fullmatch(value):
        return True
    if any(c.isdigit() or c in "_@/\\#+=:" for c in value):
        return False
    if _CONNECTED.fullmatch(value):
        return True
    words = _words(value)
    if not 2 <= len(words) <= WORDS or max(map(len, words)) < 2:
        return False
    letters = all(unicodedata.category(c)[0] in "LM" for word in words for c in word)
    return letters and not (words[0].islower() and words[-1].islower())


def _words(value: str) -> list[str]:
    """Return the words of a name, without its apostrophes, hyphens and full stops."""
    return [word for part in value.replace(",", " ").split() if (word := _MARKS.sub("", part))]


def _initials(name: str) -> str:
    """Return the initials of the first four words of a name, each with a full stop."""
    return " ".join(f"{word[0]}." for word in _words(_in_order(name))[:4])


def _in_order(name: str) -> str:
    """Return a name written `Last, First` as `First Last`, and any other name unchanged."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _values(file: ReadFile) -> list[str]:
    """Return the distinct values of the client column in a file's first rows; empty without the column."""
    return (
        _column(file, file.layout.fields.index("client_id") + 1) if "client_id" in file.layout.fields else []
    )


def _column(file: ReadFile, index: int) -> list[str]:
    """Return the distinct values of one column in the first rows of a file's clean CSV.

    Empty if the clean CSV was deleted.
    """
    if not file.cleaned.path.exists():
        return []
    with file.cleaned.path.open(encoding="utf-8", newline="") as text:
        rows = itertools.islice(csv.reader(text, delimiter=file.cleaned.delimiter), ROWS)
        cells = (unicodedata.normalize("NFC", row[index].strip()) for row in rows if len(row) > index)
        return list(dict.fromkeys(cell for cell in cells if cell))


def code(name: str, key: str) -> str:
    """Return the keyed code of a name; case, blanks and the order `Last, First` make no difference.

    Every sign of an e-mail address counts, but not its case.
    """
    name = unicodedata.normalize("NFC", name)
    spelt = (name if _EMAIL.fullmatch(name) else " ".join(_words(_in_order(name)))).casefold()
    return "n-" + hmac.new(key.encode(), spelt.encode(), hashlib.sha256).hexdigest()[:DIGITS]


def turn_into_codes(
    staging: Staging, read: Sequence[ReadFile], answers: Mapping[str, str], secret: Callable[[], str]
) -> None:
    """Replace names by codes in the converted rows, and delete texts that may contain names.

    Parameters
    ----------
    staging : the staging database.
    read : the files of the delivery.
    answers : question key -> choice.
    secret : returns the key of the store.

    Notes
    -----
    In files whose client column has no names, only values equal to a name from another file become codes.
    """
    if answers.get(CLIENT_NAMES) == LEAVE_OUT:
        _drop_texts(staging, [file for file in read if _leaves_names(file)])
    if answers.get(CLIENT_NAMES) != HASH:
        return
    names = [file.number for file in read if _holds_names(file, _values(file))]
    if not names:
        return
    key = secret()
    found = {
        file.number: [row[0] for row in staging.run("client_codes", file_no=file.number)] for file in read
    }
    known = {code(name, key) for number in names for name in found[number]}
    for file in read:
        pairs = [(name, code(name, key)) for name in found[file.number]]
        if file.number not in names:
            pairs = [pair for pair in pairs if pair[1] in known]
        if pairs:
            given, codes = (list(part) for part in zip(*pairs, strict=True))
            table = "typed" if linked_files.has_sessions(file) else "attribute"
            staging.run(f"names_coded_{table}", file_no=file.number, names=given, codes=codes)
            _drop_texts(staging, [file])


def _drop_texts(staging: Staging, files: Sequence[ReadFile]) -> None:
    """Delete the texts, which may be names, of rows set aside in the given files."""
    for file in files:
        table = "typed" if linked_files.has_sessions(file) else "attribute"
        staging.run(f"texts_dropped_{table}", file_no=file.number)
        staging.run("texts_dropped_early", file_no=file.number)


def are_used(read: Sequence[ReadFile], answers: Mapping[str, str]) -> bool:
    """Return whether a person chose to use names as client codes, and a file contains such names."""
    return answers.get(CLIENT_NAMES) == USE and any(_holds_names(file, _values(file)) for file in read)


def _leaves_names(file: ReadFile) -> bool:
    """Return whether any unused column of a file contains names of people."""
    return any(are_names(_column(file, index)) for index, f in enumerate(file.layout.fields, 1) if f is None)


def leaves_out(file: ReadFile, answers: Mapping[str, str]) -> str | None:
    """Return the header of the client column if a person excludes it for its names; else None.

    Raises
    ------
    QuestionForUser
        If nobody has answered.
    """
    return file.layout.column("client_id") if decided(file, answers) == LEAVE_OUT else None


def nobody_left(column: str, lacking: Lacking) -> Lacking:
    """Return the error for a table whose only client column is excluded because it has names.

    An error about other missing columns is returned unchanged.
    """
    if "the client" not in lacking.missing:
        return lacking
    message = (
        f"Without the column “{shortened(column)}”, which is left out because it holds names, no column is left that"
        " says whose each row is. If another column holds a code of the client, say which (column:NAME=client_id, with"
        f" its name); else turn the names into codes instead ({CLIENT_NAMES}={HASH}), or export the code too."
    )
    return Lacking(message, lacking.missing, lacking.asked, column)
