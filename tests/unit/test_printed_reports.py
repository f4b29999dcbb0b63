"""Tests of the printed reports: same numbers as `show`, who gets which, nobody named, tags, fonts, page counts."""

from __future__ import annotations

import dataclasses
import datetime
import re
import subprocess
import sys

import pytest

from analytics import caseload, focus, reports
from analytics.access import ROLES_OF_REPORT, read_people, this_computer, viewer_for
from analytics.accounts import audit
from analytics.cli.report_arguments import REPORTS
from analytics.filters import Filters
from analytics.notes import Agreement, Agreements
from analytics.store import DataFolder
from pages.overview import verdict_text
from pages.report import board, board_second_page, footer, kinds, own
from pages.report.request import NothingToPrint, ReportRequest, totals_scope
from pages.ui import formatting
from tests.support import pdf_reader
from tests.support.command import run
from tests.support.practice import deliver, session
from tests.support.server import ROOT

SINCE = datetime.date(2025, 10, 1)
YEAR = Filters(since=SINCE)
MOST_OPEN = "T02"  # of the sample practice


def request(folder, person="owner", filters=YEAR, **more):
    """Return what a report on the sample practice is made from, for one of its people or the computer's user."""
    store = DataFolder(folder).sample
    people = read_people(store.folder / "people.json")
    viewer = viewer_for(next(one for one in people if one.person == person)) if person else this_computer()
    asked = ReportRequest(
        warehouse=store.warehouse(), viewer=viewer, filters=filters, demo=True, folder=store.folder, **more
    )
    return dataclasses.replace(asked, therapist=more.get("therapist") or viewer.own_therapist)


def read(printed):
    return pdf_reader.read(reports.pdf(printed.document))


@pytest.fixture(scope="module")
def board_paper(sample_folder):
    return read(board.build(request(sample_folder)))


@pytest.fixture(scope="module")
def own_paper(sample_folder):
    return read(own.build(request(sample_folder, "supervisor-1", therapist=MOST_OPEN)))


def both(board_paper, own_paper):
    return {"board": board_paper, "own": own_paper}


def test_a_board_report_has_two_pages_and_a_therapists_has_one(board_paper, own_paper):
    assert (len(board_paper.pages), len(own_paper.pages)) == (2, 1)


def test_a_board_report_stays_on_two_pages_when_much_has_changed(sample_folder, tmp_path, monkeypatch):
    sentence = "**More ended unplanned:** 35 in 100 now, 25 then (difference +2 to +18 in 100), and the days of both."
    monkeypatch.setattr(verdict_text, "verdict", lambda overview: [sentence] * 4)
    for index, practice in enumerate(list(focus.practices()) * 8):
        Agreements(tmp_path).add(agreed(f"T{index:02}", practice, index))
    paper = read(board.build(dataclasses.replace(request(sample_folder), folder=tmp_path)))
    assert len(paper.pages) == 2
    assert paper.holds("The grey range is what chance alone would produce")


def test_a_week_stays_on_one_page_with_many_clients(sample_folder, monkeypatch):
    real, first = ReportRequest.answer, []

    def many(self, function, **asked):
        found = real(self, function, **asked)
        if function is not caseload.caseload:
            return found
        clients = tuple(one for one in found.clients for _ in range(6))
        first.extend(one for one in clients if one.tier == "talk_first")
        tiers = tuple(dataclasses.replace(row, n=row.n * 6) for row in found.tiers)
        return dataclasses.replace(found, clients=clients, tiers=tiers)

    monkeypatch.setattr(ReportRequest, "answer", many)
    paper = read(own.build(request(sample_folder, "supervisor-1", therapist=MOST_OPEN)))
    assert len(paper.pages) == 1
    assert paper.holds(f"And {len(first) - own.FIRST} more:")


def test_the_board_report_says_what_show_says(sample_folder, board_paper):
    since = SINCE.isoformat()
    shown = run(
        "--sample", "--json", "show", "overview", "--as", "owner", "--since", since, data=sample_folder
    ).document
    for name in ("recovered", "unplanned"):
        one = shown[name]
        low, high = (formatting.rounded(100 * end) for end in one["interval"])
        assert board_paper.holds(f"{formatting.rounded(100 * one['estimate'])} in 100 ({low} to {high})"), (
            name
        )
    better, worse = (
        formatting.rounded(100 * shown[name]["estimate"]) for name in ("reliable_improvement", "deteriorated")
    )
    assert board_paper.holds(f"{better} were clearly better at the last score")
    assert board_paper.holds(f"and {worse} worse")
    assert board_paper.holds(f"n = {shown['n']} (courses of therapy)")
    for change in shown["changes"]:
        if change["state"] == "changed":
            assert board_paper.holds(
                f"since {formatting.month(datetime.date.fromisoformat(change['since']))}"
            )
    curve = run(
        "--sample", "--json", "show", "outcomes", "--as", "owner", "--since", since, data=sample_folder
    ).document
    after_3 = next(row["still_in_care"] for row in curve["retention"] if row["session"] == 3)
    (words,) = [text for tag, text in board_paper.structure() if tag == "Figure" and "still in care" in text]
    assert f"after session 3, {formatting.in_100(after_3)} are still in care" in words


def test_the_week_holds_the_therapists_clients_of_show(sample_folder, own_paper):
    said = run(
        "--sample",
        "--json",
        "show",
        "caseload",
        "--as",
        "supervisor-1",
        "--therapist",
        MOST_OPEN,
        data=sample_folder,
    ).document
    asked = [one for one in said["clients"] if one["tier"] in ("talk_first", "watch")]
    assert len(asked) > 3
    for one in asked:
        assert own_paper.holds(one["client_id"])
        if one["tier"] == "talk_first":
            assert own_paper.holds(f"session {one['sessions']} ·")
    first = [one for one in asked if one["tier"] == "talk_first"]
    assert own_paper.holds(f"{len(first)} clients to think about before their next session.")


def all_words(paper):
    """Return every word of a paper, alternative texts included."""
    texts = [paper.text.replace("\n", ""), *(text for _, text in paper.structure())]
    return set(re.findall(r"[\w-]+", " ".join(texts)))


def people_and_clients(folder):
    rows = (
        DataFolder(folder).sample.warehouse().query("filter_therapists", scope=this_computer().scope).dicts()
    )
    clients = run("--sample", "--json", "export", "clients", data=folder).document
    return (
        {row["therapist"] for row in rows},
        {row["therapist_name"].split()[-1] for row in rows},
        {row["client_id"] for row in clients},
    )


def test_nobody_is_named_on_the_board_report(sample_folder, board_paper):
    codes, names, clients = people_and_clients(sample_folder)
    assert len(codes) > 20 and len(names) > 20 and len(clients) > 1000
    words = all_words(board_paper)
    assert not words & codes
    assert not words & names
    assert not words & clients


def test_a_therapists_week_names_no_colleague_and_no_other_client(sample_folder, own_paper):
    codes, names, clients = people_and_clients(sample_folder)
    mine = run(
        "--sample", "--json", "show", "caseload", "--therapist", MOST_OPEN, data=sample_folder
    ).document["clients"]
    words = all_words(own_paper)
    assert words & codes == {MOST_OPEN}
    assert len(words & names) == 1
    assert words & clients <= {one["client_id"] for one in mine}


NARROW = (
    YEAR,
    Filters(),
    Filters(since=datetime.date(2026, 3, 5), until=datetime.date(2026, 6, 20)),
    Filters(site="Tannery Lane", since=SINCE),
    Filters(site="Tannery Lane", age_group="child", since=SINCE),
    Filters(program="Young people"),
)


@pytest.mark.parametrize("filters", NARROW, ids=str)
def test_a_board_reads_the_same_whoever_prints_it(sample_folder, filters):
    """Small numbers are hidden by the rule for somebody who may see no client, also from whoever may see them all."""

    def made(person):
        try:
            return board.build(request(sample_folder, person, filters)).document
        except NothingToPrint as why:
            return str(why)

    everything, owners = made(None), made("owner")
    assert everything == owners
    scope = totals_scope(request(sample_folder, None))
    assert (scope.every_therapist, scope.therapists) == (False, ())


def test_too_few_people_are_no_report(sample_folder):
    few = Filters(site="Tannery Lane", age_group="child", since=datetime.date(2026, 9, 1))
    with pytest.raises(NothingToPrint):
        board.build(request(sample_folder, None, few))


@pytest.mark.parametrize("person", ["owner", "office", "supervisor-1", "t01"])
@pytest.mark.parametrize("kind", sorted(kinds.KINDS))
def test_each_role_prints_what_the_table_of_rights_says(sample_folder, tmp_path, person, kind):
    role = {"supervisor-1": "supervisor", "t01": "therapist"}.get(person, person)
    out = tmp_path / "made.pdf"
    whose = (
        ("--therapist", "T01") if kinds.KINDS[kind].needs == "therapist" and person == "supervisor-1" else ()
    )
    if kinds.KINDS[kind].needs in ("client", "choice"):
        pytest.skip("has its own tests")
    said = run("report", kind, "--sample", "--as", person, *whose, "--out", out, data=sample_folder)
    assert said.status == (0 if role in kinds.KINDS[kind].roles else 4), said.err
    assert out.exists() == (role in kinds.KINDS[kind].roles)
    if said.status:
        assert "This report is for" in said.err


def test_nobody_prints_the_week_of_somebody_out_of_reach(sample_folder, tmp_path):
    out = tmp_path / "other.pdf"
    said = run(
        "report", "own", "--sample", "--as", "t01", "--therapist", "T02", "--out", out, data=sample_folder
    )
    assert said.status == 2
    assert not out.exists()
    with pytest.raises(NothingToPrint):
        own.build(request(sample_folder, "t01", therapist="T02"))
    with pytest.raises(NothingToPrint):
        own.build(request(sample_folder, "owner", therapist="T01"))


def test_reports_are_listed_once_for_every_place():
    assert list(REPORTS) == list(kinds.KINDS)
    assert {key: kind.roles for key, kind in kinds.KINDS.items()} == ROLES_OF_REPORT


@pytest.mark.parametrize("name", ["board", "own"])
def test_it_can_be_heard(name, board_paper, own_paper):
    """The structure has one title, headings in steps, and words for every picture."""
    paper = both(board_paper, own_paper)[name]
    assert b"pdfuaid" in paper.content and b"/Marked true" in paper.content and b"/Lang(en)" in paper.content
    tree = paper.structure()
    levels = [int(tag[1]) for tag, _ in tree if re.fullmatch(r"H\d", tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    pictures = [text for tag, text in tree if tag == "Figure"]
    assert len(pictures) >= 4
    assert all(len(text.split()) >= 4 for text in pictures), pictures


def test_headings_come_in_the_order_of_the_questions(board_paper):
    headings = [text for tag, text in board_paper.structure() if tag == "H2"]
    assert headings == [
        "Is it working?", "Did anything change?", "Who stays?", "How sure are we?", "What did we do?"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["board", "own"])
def test_all_fonts_are_in_the_file(name, board_paper, own_paper):
    fonts = both(board_paper, own_paper)[name].fonts()
    assert len(fonts) >= 2
    assert all(held for _, held in fonts)
    assert all("Libertinus" in font for font, _ in fonts), fonts


def test_every_page_ends_with_what_it_rests_on(sample_folder, board_paper):
    version = DataFolder(sample_folder).sample.current()
    for page in board_paper.pages:
        for part in (
            "Demo data, made up", "since 1 Oct 2025", "closed episodes", "data up to 30 Sep 2026",
            version.definitions_digest[: footer.DIGITS], version.name.removesuffix(".duckdb"), "Holdfast",
        ):  # fmt: skip
            assert pdf_reader.squeezed(part) in pdf_reader.squeezed(page), part


def test_names_and_codes_survive_as_they_are(tmp_path):
    odd = {"client": "Ł-ódź**7", "name": "Zoë O'Brien-Nguyễn #eval(1) $x$"}
    folder = DataFolder(tmp_path)
    first = datetime.date(2026, 7, 6)
    rows = [
        session(odd["client"], (first + datetime.timedelta(days=7 * k)).isoformat(), ors=score, srs=36,
                therapist_name=odd["name"])
        for k, score in enumerate((30, 28, 20, 14))
    ]  # fmt: skip
    deliver(folder.practice, rows, today=datetime.date(2026, 8, 3))
    store = folder.practice
    made = own.build(
        ReportRequest(warehouse=store.warehouse(), viewer=this_computer(), filters=Filters(), demo=False,
                      folder=store.folder, therapist="T01")
    )  # fmt: skip
    paper = read(made)
    assert paper.holds(odd["name"])
    text = paper.text.replace("\n", "")
    assert odd["client"] in text, text
    assert "Demo data" not in paper.text


def agreed(therapist, practice, number):
    day = datetime.date(2026, 6, 1)
    return Agreement(
        id=f"{number:012x}",
        therapist=therapist,
        signal="goals",
        practice=practice,
        start=day,
        look_again=day,
        person="p",
    )


def test_few_agreements_are_not_counted_out(sample_folder, tmp_path):
    practices = list(focus.practices())
    rows = [agreed(f"T{index:02}", practices[0], index) for index in range(1, 9)]
    rows += [agreed(f"T{index:02}", practices[1], index) for index in (10, 11)]
    for row in rows:
        Agreements(tmp_path).add(row)
    asked = dataclasses.replace(request(sample_folder), folder=tmp_path)
    _, bullets, *_ = board_second_page.did(asked)
    said = " ".join(bullets.items)
    assert "fewer than 5" in said
    assert ": 2" not in said and ": 10" not in said


def test_it_needs_no_server(sample_folder, tmp_path):
    """A fresh process prints without Streamlit, and other commands do not load the pages."""
    script = (
        "import sys; from analytics.__main__ import OF_PAGES; from analytics.cli import main;"
        "main(['--data', sys.argv[1], 'check'], OF_PAGES);"
        "early = [n for n in ('pages', 'matplotlib', 'plotly', 'typst') if n in sys.modules];"
        "main(['--data', sys.argv[1], 'report', 'board', '--sample', '--out', sys.argv[2]], OF_PAGES);"
        "print(early, [n for n in ('streamlit', 'pages.report', 'matplotlib') if n in sys.modules])"
    )
    out = tmp_path / "board.pdf"
    done = subprocess.run(
        [sys.executable, "-c", script, sample_folder, out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[] ['pages.report', 'matplotlib']"
    assert out.read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_is_said_before_anything_is_made(sample_folder, tmp_path):
    assert (
        run("report", "board", "--sample", "--out", tmp_path / "board.html", data=sample_folder).status == 2
    )
    lost = tmp_path / "nowhere" / "board.pdf"
    assert run("report", "board", "--sample", "--out", lost, data=sample_folder).status == 2
    assert run("report", "boards", "--sample", "--out", tmp_path / "x.pdf", data=sample_folder).status == 2
    nobody = run("report", "own", "--sample", "--out", tmp_path / "x.pdf", data=sample_folder)
    assert nobody.status == 2 and "--therapist" in nobody.err
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_import_there_is_nothing(tmp_path):
    said = run("--json", "report", "board", "--out", tmp_path / "x.pdf", data=tmp_path / "data")
    assert said.status == 4
    assert said.document["why"].startswith("Nothing has been imported")


def test_printing_is_logged(tmp_path):
    data = DataFolder(tmp_path / "data")
    rows = [session("C-1", "2026-07-06", ors=20, srs=36), session("C-1", "2026-07-13", ors=21, srs=36)]
    deliver(data.practice, rows, today=datetime.date(2026, 8, 3))
    assert run("people", "add", "Anna", "--role", "owner", data=data.path).status == 0
    assert run("report", "own", "--therapist", "T01", "--out", tmp_path / "o.pdf", data=data.path).status == 0
    newest = audit.lines(data.practice.folder)[0]
    assert (newest.action, newest.about, newest.detail["clients"]) == ("exported", "report-own", "none")
