"""Browser test of erasing a client on the Data page: said first, confirmed, gone, and for owners only."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from analytics.accounts import audit, invitations, people, sessions
from tests.support import axe
from tests.support import browser as support
from tests.support.practice import practice, session
from tests.support.server import running


def rows():
    return [
        session(f"kappa-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist="T1")
        for n in range(6)
        for k in range(3)
    ]


def erase_box(page, code: str):
    page.get_by_role("button", name="Erase a client").click()
    box = page.get_by_test_id("stPopoverBody")
    box.get_by_label("Client code, as in the export").fill(code)
    box.get_by_label("Client code, as in the export").press("Enter")
    return box


def test_an_owner_erases_a_client_who_is_then_nowhere_in_the_folder(tmp_path, page):
    store = practice(tmp_path / "data", rows())
    with running(tmp_path / "data") as server:
        support.visit(page, f"{server.url}/data", heading="Data & import")
        box = erase_box(page, "nobody-7")
        expect(box.get_by_text("nobody-7")).to_be_visible()
        expect(box.get_by_role("button", name="Erase for good")).to_have_count(0)
        page.keyboard.press("Escape")
        box = erase_box(page, "kappa-3")
        expect(box.get_by_text("This would be erased: kappa-3.")).to_be_visible()
        expect(box.get_by_text(re.compile("sessions: 3;"))).to_be_visible()
        assert axe.violations(page) == []
        box.get_by_role("button", name="Erase for good").click()
        expect(page.get_by_text("The client was erased.")).to_be_visible(timeout=60_000)
        assert "kappa-3" not in page.url
    held = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"kappa-2" in held and b"kappa-3" not in held


def test_the_card_is_for_owners_only(tmp_path, browser):
    store = practice(tmp_path / "data", rows())
    anna = people.add(store.folder, "Anna", ["owner"], by=audit.COMMAND_LINE)
    office = people.add(store.folder, "Uwe", ["office"], by=audit.COMMAND_LINE)
    assert invitations.invite(store.folder, office, by=anna.key)
    with running(tmp_path / "data") as server:
        for account, n in ((anna, 1), (office, 0)):
            context = browser.new_context()
            context.add_cookies(
                [{"name": sessions.COOKIE, "value": sessions.begin(store.folder, account), "url": server.url}]
            )
            tab = context.new_page()
            support.visit(tab, f"{server.url}/data", heading="Data & import")
            expect(tab.get_by_role("button", name="Erase a client")).to_have_count(n)
