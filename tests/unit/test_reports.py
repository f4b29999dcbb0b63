"""Tests of printed documents: tagged PDF, and data never interpreted as markup."""

from analytics import reports

SECTIONS = [
    ("Clients", [("Window", "2023 to 2026"), ("Odd", '#eval("1+1") *not bold* $x$ <label> @ref Łódź – “ok”')])
]


def test_it_is_a_tagged_pdf_for_screen_readers():
    made = reports.pdf("A title", "One sentence.", SECTIONS, foot="made up")
    assert made.startswith(b"%PDF-1.")
    assert b"pdfuaid" in made
    assert b"/StructTreeRoot" in made


def test_text_of_the_data_is_never_run():
    reports.pdf("#panic()", "[unclosed {", [("#let x", [("#sys", '#read("/etc/hostname")')])])


def test_nothing_but_a_title():
    assert reports.pdf("Empty", "", []).startswith(b"%PDF")
