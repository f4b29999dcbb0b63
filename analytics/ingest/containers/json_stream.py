"""Reader of the records of a JSON file, one at a time, so that memory use does not grow with the file.

The file is an array, lines, or an object with arrays inside. Numbers stay the text they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.base.limits import MAX_RECORD

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_BLOCK = 1 << 20  # characters read at a time
_BLANK = " \t\n\r\ufeff"
_DEEP = "The JSON file is nested deeper than any export."


class Reader:
    """Incremental reader of a JSON file, which returns its values and punctuation one at a time.

    `line` is the number of the current line, from 1.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open(encoding=encoding, newline=None)
        self._text, self._at, self._ended, self.line = "", 0, False, 1

    def __enter__(self) -> Reader:
        """Return this reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file that is read."""
        self._file.close()

    def _more(self) -> bool:
        """Read the next block of the file; return whether there was one."""
        block = "" if self._ended else self._file.read(_BLOCK)
        self._ended = not block
        self._text, self._at = self._text[self._at :] + block, 0
        return bool(block)

    def peek(self) -> str:
        """Return the next non-blank character without consuming it; empty at the end of the file."""
        while True:
            while self._at < len(self._text):
                mark = self._text[self._at]
                if mark not in _BLANK:
                    return mark
                self.line += mark == "\n"
                self._at += 1
            if not self._more():
                return ""

    def take(self, mark: str) -> bool:
        """Consume the next non-blank character if it equals `mark`; return whether it did."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """Read and return the next JSON value; raise ImportRejected if it is broken, too long or too deep."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise ImportRejected(_DEEP) from error
            except ValueError as error:
                if len(self._text) - self._at > MAX_RECORD:
                    raise ImportRejected(
                        f"A record at line {self.line} of the JSON file is too long or broken."
                    ) from error
                if not self._more():
                    raise ImportRejected(
                        f"The JSON file is broken at line {self.line}. Export it again."
                    ) from error
                continue
            if end == len(self._text) and not self._ended and isinstance(found, str) and self._more():
                continue  # a number may go on in the next block
            self.line += self._text.count("\n", self._at, end)
            self._at = end
            return found


def records(path: Path, encoding: str) -> Iterator[tuple[str, int, object]]:
    """Yield (array name, record number, record) for each record of a JSON file.

    The number is the position from 1, or the line where each line is a record. Inside an object every array of the
    first level is read, its name before its records; what is no array comes as a record of the name `""` and number
    0 with its key, as {key: value}.
    """
    with Reader(path, encoding) as reader:
        if reader.peek() == "[":
            for number, record in _array(reader):
                yield "", number, record
            if reader.peek():
                raise ImportRejected(f"The JSON file goes on after its end, at line {reader.line}.")
        elif _is_lines(path, encoding):
            while reader.peek():
                line = reader.line
                yield "", line, reader.value()
                reader.take(",")
        else:
            yield from _members(reader)


def _array(reader: Reader) -> Iterator[tuple[int, object]]:
    """Yield (position from 1, value) of each element of a JSON array."""
    reader.take("[")
    number = 0
    while reader.peek() not in ("]", ""):
        number += 1
        yield number, reader.value()
        if not reader.take(",") and reader.peek() != "]":
            raise ImportRejected(
                f"The JSON file is broken or breaks off after entry {number}. Export it again."
            )
    if not reader.take("]"):
        raise ImportRejected(f"The JSON file breaks off after entry {number}. Export it again.")


def _members(reader: Reader) -> Iterator[tuple[str, int, object]]:
    """Yield (key, number, value) of a JSON object's entries; an array yields each of its elements.

    A value outside an array has an empty key and the number 0.
    """
    reader.take("{")
    while reader.peek() not in ("}", ""):
        key = reader.value()
        if not isinstance(key, str) or not reader.take(":"):
            raise ImportRejected(f"The JSON file is broken at line {reader.line}. Export it again.")
        if reader.peek() == "[":
            for number, record in _array(reader):
                yield key, number, record
        else:
            yield "", 0, {key: reader.value()}
        reader.take(",")
    if not reader.take("}"):
        raise ImportRejected(f"The JSON file breaks off at line {reader.line}. Export it again.")


def _is_lines(path: Path, encoding: str) -> bool:
    """Return whether a JSON file has one record after another instead of one object with arrays.

    True if the first line is a complete object followed by others, or if a single object is itself a record
    (a FHIR resource, or an object without an array).
    """
    with path.open(encoding=encoding, newline=None) as file:
        text = file.read(MAX_RECORD).strip(_BLANK)
    first, _, rest = text.partition("\n")
    if rest.strip(_BLANK + ",") and isinstance(_whole(first), dict):
        return True
    alone = _whole(text)
    if not isinstance(alone, dict) or alone.get("resourceType") == "Bundle":
        return False
    return "resourceType" in alone or not any(isinstance(value, list) for value in alone.values())


def _whole(text: str) -> object:
    """Return the JSON value of a text that consists of exactly one value; None for any other text."""
    try:
        found, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return found if not text[end:].strip(_BLANK + ",") else None
