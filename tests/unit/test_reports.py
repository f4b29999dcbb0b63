"""Tests of printed documents: tagged PDF, every kind of block, and data never interpreted as markup."""

import pytest

from analytics import reports

ODD = '#eval("1+1") *not bold* $x$ <label> @ref Łódź – “ok” O\'Brien-Nguyễn'
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
EVERY_KIND = (
    reports.Heading(ODD),
    reports.Paragraph(f"**Bold** {ODD}", "lead"),
    reports.Bullets([ODD]),
    reports.Rows([(ODD, ODD)]),
    reports.Table([ODD, "n"], [[ODD, "3"]], numeric=[1]),
    reports.Picture(DOT, alt=ODD, title=ODD, caption=ODD),
    reports.Columns([[reports.Picture(DOT, alt=ODD)], [reports.Paragraph(ODD)]]),
    reports.Box([reports.Paragraph(ODD, "note")]),
    reports.WritingLines(ODD),
    reports.PageBreak(),
)


def test_it_is_a_tagged_pdf_for_screen_readers():
    made = reports.pdf(reports.Document(title="A title", blocks=EVERY_KIND, foot="made up"))
    assert made.startswith(b"%PDF-1.")
    assert b"pdfuaid" in made
    assert b"/StructTreeRoot" in made


@pytest.mark.parametrize("block", EVERY_KIND, ids=lambda block: type(block).__name__)
def test_text_of_the_data_is_never_run(block):
    assert reports.pdf(reports.Document(title="#panic()", blocks=[block], foot="[unclosed {"))


def test_nothing_but_a_title():
    assert reports.pdf(reports.Document(title="Empty", blocks=[])).startswith(b"%PDF")


def test_a_preview_has_one_picture_a_page():
    pages = reports.preview(reports.Document(title="Two", blocks=[reports.PageBreak(), reports.Heading("x")]))
    assert len(pages) == 2
    assert all(page.startswith("<svg") for page in pages)
