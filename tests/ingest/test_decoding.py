"""Tests of decoding text files: byte order marks, encodings, delimiters, quotes and line ends."""

from __future__ import annotations

import codecs

import pytest

from analytics.ingest.base.errors import ImportRejected

HEAD = ("client_id", "session_date", "therapist", "ors_total", "srs_total")
ROWS = (("K\u00e4the", "2026-01-05", "Zo\u00eb", "20.5", "38"), ("7", "2026-01-12", "Zo\u00eb", "22", "39"))


def text(delimiter: str = ",", end: str = "\n") -> str:
    """Return a delimited table with non-ASCII letters."""
    return "".join(delimiter.join(row) + end for row in (HEAD, *ROWS))


def right(seen) -> None:
    assert sorted(seen.column(0)) == ["7", "K\u00e4the"]
    assert seen.column(3) == ["Zo\u00eb", "Zo\u00eb"]
    assert sorted(seen.column(5)) == [20.5, 22.0]


ENCODED = {
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8", codecs.BOM_UTF8),
    "utf-16 little with mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16 big with mark": ("utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16 little": ("utf-16-le", b""),
    "utf-16 big": ("utf-16-be", b""),
    "utf-32 with mark": ("utf-32-le", codecs.BOM_UTF32_LE),
    "windows": ("cp1252", b""),
    "latin": ("iso8859-1", b""),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_same_table_in_every_encoding(understand, name):
    encoding, mark = ENCODED[name]
    right(understand(mark + text().encode(encoding)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(understand, delimiter, end):
    seen = understand(text(delimiter, end).encode("utf-8"))
    right(seen)
    assert seen.document["recognised"]["delimiter"] == delimiter


def test_mixed_line_ends_keep_their_lines(understand):
    seen = understand(
        "client_id,session_date,ors_total\r\n1,2026-01-05,20\n2,soon,21\r3,2026-01-05,22\r\n4,soon,1\n"
    )
    assert seen.left_out() == [
        (3, "date_unparseable", "session_date"),
        (5, "date_unparseable", "session_date"),
    ]


def test_euro_sign_and_curly_quotes_are_windows_and_not_latin(understand):
    text = "client_id,session_date,therapist,ors_total\nO\u2019Neil,2026-01-05,M\u00fcller \u20ac,20\n"
    seen = understand(text.encode("cp1252"))
    assert (seen.column(0), seen.column(3)) == (["O\u2019Neil"], ["M\u00fcller \u20ac"])


def test_letters_of_latin_9_inside_words(understand):
    content = "client_id,session_date,therapist,ors_total\n1,2026-01-05,C\u0153ur,20\n".encode("iso8859-15")
    assert understand(content).column(3) == ["C\u0153ur"]


def test_a_late_letter_decides_over_the_whole_file(understand):
    rows = "".join(f"{k},2026-01-05,T,20,30\n" for k in range(40_000))
    content = (",".join(HEAD) + "\n" + rows).encode() + "z,2026-01-05,J\u00f6rg,20,30\n".encode("cp1252")
    assert "J\u00f6rg" in understand(content).column(3)


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + text().encode("cp1252"),
        codecs.BOM_UTF16_LE + text().encode("utf-16-le")[:-1],
        text().encode() * 5 + "9,2026-01-05,J\u00f6rg,20,30\n".encode("cp1252"),
    ],
    ids=["mark that lies", "half a letter", "two encodings"],
)
def test_bytes_that_are_not_what_they_say_are_refused(understand, content):
    with pytest.raises(ImportRejected) as refused:
        understand(content)
    assert "Export it again" in str(refused.value)


def test_a_delimiter_inside_quotes_and_commas_in_a_semicolon_file(understand):
    seen = understand('client_id;session_date;therapist;ors_total\n"a;b";2026-01-05;"M\u00fcller, J.";20,5\n')
    assert seen.column(0) == ["a;b"] and seen.column(3) == ["M\u00fcller, J."] and seen.column(5) == [20.5]


def test_doubled_quotes_and_a_line_end_inside_quotes(understand):
    seen = understand(
        "client_id,session_date,therapist,ors_total,note\n"
        '1,2026-01-05,"Jo ""J"" B",20,"one\ntwo"\n2,soon,T,20,x\n'
    )
    assert seen.column(3) == ['Jo "J" B']
    assert seen.left_out() == [(4, "date_unparseable", "session_date")]


def test_marks_in_the_middle_of_joined_files(understand):
    whole = codecs.BOM_UTF8 + text().encode()
    seen = understand(whole + codecs.BOM_UTF8 + b"9,2026-02-05,T,20,30\n")
    assert "9" in seen.column(0)
