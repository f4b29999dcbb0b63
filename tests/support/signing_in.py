"""Accounts for tests, and steps in the browser with which people get in: sign-in, one-time link, adding a therapist."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from analytics.accounts import audit, invitations, people
from analytics.store import Store
from tests.support.server import Server

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


def account(
    store: Store, name: str, login: str, roles: list[str], codes: list[str] | tuple = ()
) -> people.Account:
    """Add a person who signs in with PASSWORD; the first must be an owner."""
    one = people.add(store.folder, name, roles, codes, by=audit.COMMAND_LINE)
    return invitations.use(
        store.folder, invitations.invite(store.folder, one, by=audit.COMMAND_LINE), login, PASSWORD
    )


def sign_in(page: Page, server: Server, login: str, password: str = PASSWORD, path: str = "/") -> None:
    """Open an address of a server, and sign in with the form that answers."""
    page.goto(server.url + path)
    page.get_by_label("Name").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
