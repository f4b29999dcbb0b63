"""Steps in the browser with which people get in: the form of a one-time link, and an owner who adds a therapist."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASSWORD = "a long enough phrase 7"


def choose_password(page: Page, login: str) -> None:
    """Fill in the form of a one-time link, and sign in."""
    page.get_by_label("Sign-in name or e-mail").fill(login)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()


def add_therapist(owner: Page, name: str, code: str) -> str:
    """Add a therapist on the open People page; return the address of the one-time link."""
    owner.get_by_label("Name").fill(name)
    owner.get_by_label("Therapist codes").click()
    owner.get_by_role("option", name=code).click()
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Add", exact=True).click()
    link = owner.locator("code").filter(has_text="/join?token=")
    expect(link).to_be_visible()
    return link.inner_text().strip()
