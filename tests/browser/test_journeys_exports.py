"""Browser tests of imports from other programs: file, question, answer, Overview; on desktop and phone."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.support import axe, screen
from tests.support import browser as support
from tests.support.importing import exported
from tests.support.server import running

WINDOWS = {"wide": support.WINDOW, "phone": {"width": 390, "height": 844}}
PATIENCE = 60_000  # milliseconds for a file to be read
CLIENTS = {"Miriam Holst": "R. Berg", "Jonas Ekberg": "S. Lind", "Ida Sommer": "S. Lind"}
DAYS = [datetime.date(2026, 9, day) for day in (1, 8, 15, 22)]
N_SESSIONS = len(CLIENTS) * len(DAYS)


def sessions() -> list[tuple[str, datetime.date, str, float, float]]:
    """Return (client, day, therapist, ORS, SRS) of three clients with four sessions each."""
    return [
        (client, day + datetime.timedelta(days=place), therapist, 15.5 + 2 * place + number, 34.0 + number)
        for place, (client, therapist) in enumerate(CLIENTS.items())
        for number, day in enumerate(DAYS)
    ]


def coded() -> list[tuple[str, datetime.date, str, float, float]]:
    """Return the rows of `sessions` with client codes instead of names."""
    codes = {client: f"A-{number:02}" for number, client in enumerate(CLIENTS, 1)}
    return [(codes[client], *rest) for client, *rest in sessions()]


def text(folder: Path, name: str, rows) -> Path:
    """Write rows to a CSV file and return its path."""
    path = folder / name
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return path


def names(folder: Path) -> Path:
    """Write a file with full names in the client column."""
    return text(folder, "names.csv", [("Client", "Date", "Therapist", "ORS", "SRS"), *sessions()])


def sheets(folder: Path) -> Path:
    """Write a workbook with one sheet per client, named by the client code."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for client, *row in coded():
        if client not in book.sheetnames:
            book.create_sheet(client).append(["Date", "Therapist", "ORS", "SRS"])
        book[client].append(row)
    book.save(folder / "clients.xlsx")
    return folder / "clients.xlsx"


def groups(folder: Path) -> Path:
    """Write a file that gives the client only in the first row of each client."""
    seen: set[str] = set()
    rows = []
    for client, day, therapist, *scores in coded():
        rows.append(("", day, "", *scores) if client in seen else (client, day, therapist, *scores))
        seen.add(client)
    return text(folder, "groups.csv", [("Client", "Date", "Therapist", "ORS", "SRS"), *rows])


def days_as_names(folder: Path) -> Path:
    """Write a file with one column per day, without naming the questionnaire of the scores."""
    days = sorted({day for _, day, *_ in coded()})
    ors = {(client, day): score for client, day, _, score, _ in coded()}
    therapists = {client: therapist for client, _, therapist, *_ in coded()}
    rows = [
        (client, who, *(ors.get((client, day), "") for day in days)) for client, who in therapists.items()
    ]
    return text(folder, "pivot.csv", [("Client", "Therapist", *days), *rows])


def repeated(folder: Path) -> Path:
    """Write a REDCap file with repeating forms: client data, ORS and SRS each in separate rows."""
    head = "record_id,redcap_repeat_instrument,redcap_repeat_instance,therapist,ors_date,ors_total,srs_date,srs_total"
    facts = {client: (client, "", "", therapist, "", "", "", "") for client, _, therapist, *_ in coded()}
    ors = [
        (client, "ors", n % 4 + 1, "", day, score, "", "")
        for n, (client, day, _, score, _) in enumerate(coded())
    ]
    srs = [
        (client, "srs", n % 4 + 1, "", "", "", day, score)
        for n, (client, day, _, _, score) in enumerate(coded())
    ]
    return text(folder, "database.csv", [tuple(head.split(",")), *facts.values(), *ors, *srs])


# what a file is -> (how it is made, what the question says, the answer)
CASES = {
    "names of people": (names, "seems to hold names of people", "Turn the names into codes"),
    "a sheet per client": (sheets, "What do their names say", "Client"),
    "a client in the first row of a group": (groups, "Some rows name no client", "Yes, the client above"),
    "days as names of columns": (days_as_names, "Are they of the ORS or of the SRS?", "ORS"),
    "repeating forms": (repeated, None, None),
}


@pytest.mark.parametrize("kind", list(CASES))
def test_a_file_of_a_real_program_comes_to_overview(kind, context, tmp_path):
    """An export of another program can be previewed on a phone and imported on a desktop.

    If a question is asked, it is answered first.
    """
    make, question, answer = CASES[kind]
    path, data = make(tmp_path), tmp_path / "data"
    data.mkdir()
    with running(data) as server:
        for window in ("phone", "wide"):
            with support.window(context) as page:
                page.set_viewport_size(WINDOWS[window])
                support.visit(page, f"{server.url}/data", heading="Data & import")
                page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)
                if question:
                    expect(page.get_by_text("One question first.")).to_be_visible(timeout=PATIENCE)
                    support.settle(page)
                    assert question in screen.words(page)
                    assert len(page.locator(".st-key-card-look li").all()) == 3, "three examples of the file"
                    assert axe.violations(page) == []
                    page.get_by_role("button", name=answer, exact=True).click()
                expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=PATIENCE)
                support.settle(page)
                assert axe.violations(page) == []
                if kind == "repeating forms":
                    assert "Recognised REDCap, repeating instruments." in screen.words(page)
                if window == "wide":
                    imported(page)
    rows = exported(data)
    assert len(rows) == N_SESSIONS
    assert {float(row["ors_total"]) for row in rows} == {ors for *_, ors, _ in coded()}
    assert {row["therapist"] for row in rows} == set(CLIENTS.values())
    clients = {row["client_id"] for row in rows}
    assert len(clients) == len(CLIENTS)
    assert not clients & set(CLIENTS), "no name became a code"


def imported(page) -> None:
    """Import the previewed file and open Overview."""
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="Your import")).to_be_visible(timeout=PATIENCE)
    support.settle(page)
    page.get_by_role("link", name="Open Overview").or_(
        page.get_by_role("button", name="Open Overview")
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    support.settle(page)
    assert "Nothing has been imported yet" not in screen.words(page)
