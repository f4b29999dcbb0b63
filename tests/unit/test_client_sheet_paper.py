"""Tests of the printed sheet for the client: one page, the words of the screen, whose it may be, what is logged."""

import io

import pytest

from analytics import client, reports
from analytics.access import Person, this_computer, viewer_for
from analytics.accounts import audit
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.notes import ClientLabels
from analytics.store import DataFolder, pseudonyms
from pages.client_sheet import text as sheet_text
from pages.report import client_sheet, kinds
from pages.report.request import NothingToPrint, ReportRequest
from tests.support import command
from tests.support.client_sheets import every
from tests.support.practice import practice, session

FOOT = "Demo data, made up · all data · n = 12 sessions · data up to 30 Sep 2026 · rules 0123abcd · data version x"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return a practice of two therapists with one client each; `c1` is part of the other client's code."""
    rows = [
        session(code, f"2026-09-{day:02}", ors, 36, therapist)
        for code, therapist, first in (("c10", "T1", 15), ("c20", "T2", 20))
        for day, ors in ((2, first), (9, first + 4), (16, first + 9))
    ]
    return practice(tmp_path_factory.mktemp("paper"), rows)


def request(store, viewer, code: str, **more) -> ReportRequest:
    """Return a request for the sheet of the client with this code."""
    return ReportRequest(
        warehouse=store.warehouse(), viewer=viewer, filters=Filters(), demo=False, folder=store.folder,
        client=pseudonyms.record_ids([code], store.secret())[0], **more,
    )  # fmt: skip


def texts(block) -> list[str]:
    """Return every text of a block, those inside it too."""
    held = block if isinstance(block, (list, tuple)) else vars(block).values()
    found = []
    for one in held:
        if isinstance(one, str):
            found.append(one.replace("**", ""))
        elif isinstance(one, (list, tuple)) or hasattr(one, "__dataclass_fields__"):
            found += texts(one)
    return found


def test_every_length_of_a_sheet_fills_one_page():
    """Of the sheets of each length (in steps of 20 characters), one with and one without a chart fits on one page."""
    by = {}
    for one in every():
        length = len(" ".join(sheet_text.sheet(one, 3).sentences()))
        by[length // 20, one.n_ors > 1] = one
    lengths = [length for length, _ in by]
    assert min(lengths) * 20 < client_sheet.LONG < max(lengths) * 20 and len(by) > 50
    for one in by.values():
        assert len(reports.preview(client_sheet.document(one, 3, FOOT))) == 1


def test_it_says_what_the_page_says(store):
    viewer = this_computer()
    printed = client_sheet.build(request(store, viewer, "c10"))
    answer = client.timeline(store.warehouse(), viewer.scope, request(store, viewer, "c10").client)
    said = " ".join(texts(list(printed.document.blocks)))
    words = sheet_text.sheet(answer, store.warehouse().version.definitions.caseload.no_srs_sessions)
    for sentence in (words.title, *words.sentences()):
        assert sentence.replace("**", "").removesuffix(".") in f"{printed.document.title} {said}", sentence
    assert "It went from 15.0 to 24.0, out of 40." in said
    assert printed.clients == 1
    assert reports.pdf(printed.document).startswith(b"%PDF")


def test_no_name_is_on_paper(store):
    kept, asked = ClientLabels(store.folder), request(store, this_computer(), "c10")
    kept.switch(True)
    kept.put(asked.client, "Quaresma")
    said = " ".join(texts(list(client_sheet.build(asked).document.blocks)))
    assert "Quaresma" not in said and "Client c10 · 3 sessions" in said


def test_a_client_out_of_scope_is_printed_like_an_unknown_one(store):
    therapist = viewer_for(Person("t", "T", "therapist", "T1"), "practice")
    assert client_sheet.build(request(store, therapist, "c10")).clients == 1
    said = []
    for code in ("c20", "nobody"):
        with pytest.raises(NothingToPrint) as refused:
            client_sheet.build(request(store, therapist, code))
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_roles():
    kind = kinds.KINDS["client"]
    people = {
        role: viewer_for(Person("p", "P", role, "T1" if role in ("supervisor", "therapist") else None))
        for role in ("owner", "supervisor", "therapist", "office")
    }
    assert [role for role, one in people.items() if kind.may(one)] == ["supervisor", "therapist"]
    assert kind.may(viewer_for(Person("o", "O", "owner"), owner_client_pages=True))
    assert kind.may(this_computer())
    assert kind not in kinds.offered(people["therapist"])
    assert kind in kinds.offered(people["therapist"], of_client=True)
    assert kind not in kinds.offered(people["owner"], of_client=True)


def test_the_command_takes_a_whole_code_only(store, tmp_path):
    """A code that is part of another client's code prints nobody's sheet."""
    out = tmp_path / "sheet.pdf"
    done = command.run(
        "report", "client", "--client", "c10", "--out", str(out), "--json", data=store.folder.parent
    )
    assert (done.status, done.document["clients"]) == (0, 1)
    assert io.BytesIO(out.read_bytes()).read(4) == b"%PDF"
    for code in ("c1", "c", "nobody"):
        other = tmp_path / "other.pdf"
        done = command.run(
            "report", "client", "--client", code, "--out", str(other), data=store.folder.parent
        )
        assert done.status != 0 and not other.exists()


def test_the_command_keeps_a_foreign_client_as_unknown_as_none(sample_folder, tmp_path):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    clients = caseload(warehouse, this_computer().scope, Filters()).clients
    own = next(one for one in clients if one.therapist == "T01").client_id
    foreign = next(one for one in clients if one.therapist != "T01").client_id
    ask = ("--sample", "report", "client", "--as", "t01", "--out", tmp_path / "sheet.pdf", "--client")
    assert command.run(*ask, own, data=sample_folder).status == 0
    said = {
        command.run(*ask, code, data=sample_folder).err.replace(code, "CODE") for code in (foreign, "nobody")
    }
    assert len(said) == 1 and "There is no client CODE" in said.pop()
    for person in ("owner", "office"):
        asked = ("--sample", "report", "client", "--as", person, "--out", tmp_path / "x.pdf", "--client", own)
        done = command.run(*asked, data=sample_folder)
        assert done.status == 4 and "for supervisors and therapists" in done.out + done.err
    assert not (tmp_path / "x.pdf").exists()


def test_it_is_logged_as_an_export_with_a_client_code(tmp_path):
    store = practice(tmp_path, [session("c10", f"2026-09-{day:02}", 20, 36) for day in (2, 9)])
    command.run("people", "add", "Anna", "--role", "owner", data=tmp_path)
    done = command.run("report", "client", "--client", "c10", "--out", tmp_path / "s.pdf", data=tmp_path)
    assert done.status == 0, done.err
    line = audit.lines(store.folder)[0]
    assert (line.action, line.about, line.detail) == (
        "exported",
        "report-client",
        {"rows": 1, "clients": "codes"},
    )
