"""Reader of the PDF files that Holdfast prints: text of each page, structure tree, fonts. Of no other PDF files.

paper = read(content)
paper.pages           # text of each page
paper.structure()     # (tag, text) of each element in reading order
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_TOKEN = re.compile(
    rb"/(?P<font>f\d+) [\d.]+ Tf|(?P<mark>/(?:Span|Artifact)\s*(?:<<(?:[^<>]|<[0-9A-Fa-f]*>|<<[^<>]*>>)*>>)?\s*BDC|BMC|EMC)"
    rb"|\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)",  # pairs of parentheses stand as they are
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Paper:
    """Objects of a PDF file by number, the text of each page, and the text of each marked piece of a page."""

    content: bytes
    objects: dict[int, bytes]
    pages: tuple[str, ...]
    pieces: dict[tuple[int, int], str]  # (number of the page's object, MCID) -> text

    @property
    def text(self) -> str:
        """Text of all pages."""
        return "\n".join(self.pages)

    def holds(self, words: str) -> bool:
        """Return whether the text holds these words, wherever lines break."""
        return squeezed(words) in squeezed(self.text)

    def structure(self) -> list[tuple[str, str]]:
        """Return (tag, text or alternative text) of each element of the structure tree, in reading order."""
        (root,) = [body for body in self.objects.values() if b"/Type/StructTreeRoot" in body]
        return list(self._walk(root, 0))

    def fonts(self) -> list[tuple[str, bool]]:
        """Return (name, whether its font file is in the PDF) of each font."""
        found = []
        for body in self.objects.values():
            if name := re.search(rb"/Type/FontDescriptor/FontName/(\S+?)(?=[/\s>])", body):
                found.append((name[1].decode(), re.search(rb"/FontFile[23]? \d+ 0 R", body) is not None))
        return found

    def _walk(self, element: bytes, page: int) -> Iterator[tuple[str, str]]:
        tag, inside = (
            re.search(rb"/S/(\w+)", element),
            [one for part in self._kids(element, page) for one in part],
        )
        alt = re.search(rb"/Alt(\((?:\\.|[^\\()]|\([^()]*\))*\)|<[0-9A-Fa-f]*>)", element)
        if tag:
            text = _string(alt[1]) if alt else "".join(text for _, text, is_child in inside if not is_child)
            yield tag[1].decode(), text
        yield from ((name, text) for name, text, _ in inside if name)

    def _kids(self, element: bytes, page: int) -> Iterator[list[tuple[str, str, bool]]]:
        """Yield (tag, text, whether further down) of each child in order; a piece of text has no tag."""
        on = re.search(rb"/Pg (\d+) 0 R", element)
        page = int(on[1]) if on else page
        kids = re.search(rb"/K ?(\[.*?\]|\d+ 0 R|\d+)", element, re.DOTALL)
        for kid in re.finditer(rb"(\d+) 0 R|<<[^<>]*/MCID (\d+)[^<>]*>>|(\d+)", kids[1] if kids else b""):
            reference, marked, plain = kid.groups()
            if not reference:
                yield [("", self.pieces.get((page, int(marked or plain)), ""), False)]
                continue
            below = list(self._walk(self.objects[int(reference)], page))
            yield [(tag, text, at > 0) for at, (tag, text) in enumerate(below)]


def squeezed(words: str) -> str:
    """Return a text without any white space and without marks of emphasis."""
    return re.sub(r"\s+", "", words.replace("**", ""))


def read(content: bytes) -> Paper:
    """Return what a PDF file holds."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    pages, pieces = [], {}
    for number, body in objects.items():
        if not re.search(rb"/Type/Page\b", body):
            continue
        fonts = {
            name.decode(): _characters(objects, objects[int(ref)])
            for name, ref in re.findall(rb"/(f\d+) (\d+) 0 R", _resources(objects, body))
        }
        found = re.search(rb"/Contents (\d+) 0 R", body)
        runs = list(_runs(_inflated(objects[int(found[1])]), fonts)) if found else []
        pages.append("\n".join(text for _, text in runs))
        for mark, text in runs:
            if mark is not None:
                pieces[number, mark] = pieces.get((number, mark), "") + text
    return Paper(content, objects, tuple(pages), pieces)


def _resources(objects: dict[int, bytes], page: bytes) -> bytes:
    by_reference = re.search(rb"/Resources (\d+) 0 R", page)
    return objects[int(by_reference[1])] if by_reference else page


def _inflated(body: bytes) -> bytes:
    found = _STREAM.search(body)
    return zlib.decompress(found[1]) if found else b""


def _characters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """Return glyph number -> text of a font, from its ToUnicode table."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    table = _inflated(objects[int(found[1])]).decode("latin-1") if found else ""
    made = {}
    for block in re.findall(r"beginbfchar\s(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            made[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange\s(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                made[int(low, 16) + step] = chr(int(text, 16) + step)
    return made


def _runs(stream: bytes, fonts: dict[str, dict[int, str]]) -> Iterator[tuple[int | None, str]]:
    """Yield (MCID, text) of each piece of text of a page, in drawing order; no MCID for decoration."""
    now: dict[int, str] = {}
    marks: list[int | None] = []
    for token in _TOKEN.finditer(stream):
        if token["font"]:
            now = fonts[token["font"].decode()]
        elif token["mark"] == b"EMC":
            marks.pop()
        elif token["mark"]:
            number = re.search(rb"/MCID (\d+)", token["mark"])
            marks.append(int(number[1]) if number else None)
        else:
            glyphs = _unescaped(token["text"])
            pairs = [int.from_bytes(glyphs[at : at + 2]) for at in range(0, len(glyphs), 2)]
            yield marks[-1] if marks else None, "".join(now.get(glyph, "\ufffd") for glyph in pairs)


def _unescaped(text: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        told = found[1]
        return bytes([int(told, 8) & 255]) if told[:1].isdigit() else _NAMED.get(told, told)

    return _ESCAPE.sub(one, text)


def _string(text: bytes) -> str:
    """Return the text of a PDF string in either notation."""
    raw = bytes.fromhex(text[1:-1].decode()) if text.startswith(b"<") else _unescaped(text[1:-1])
    return raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
