"""Browser tests of the sign-in through an OpenID provider, against a published provider for tests on loopback."""

from __future__ import annotations

import json

import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import expect

from analytics.accounts import audit, invitations, openid, people, schema
from tests.support import browser as support
from tests.support import wire
from tests.support.practice import practice, session
from tests.support.server import free_port, running


@pytest.fixture(scope="module")
def provider():
    with run_server_in_thread(port=free_port()) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def served(tmp_path, provider):
    """Yield (server, store) of a practice with a provider, an owner with a password and no other person."""
    rows = [
        session(f"kappa-{n}", f"2026-09-{2 + 7 * k:02d}", 30.0 - 8 * k, 36.0, therapist="T1")
        for n in range(5)
        for k in range(3)
    ]
    store = practice(tmp_path / "data", rows)
    settings = {
        "name": "Office ID",
        "metadata_url": f"{provider}/.well-known/openid-configuration",
        "client_id": "holdfast",
        "client_secret": "secret",
    }
    (store.folder / openid.FILE).write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items()))
    people.add(store.folder, "Anna", ["owner"], by=audit.COMMAND_LINE)
    with running(tmp_path / "data") as server:
        yield server, store


def prove(page, who: str) -> None:
    """Say at the provider who one is, and come back."""
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize").click()


def test_a_link_ties_an_identity_and_a_removal_ends_it_in_an_open_tab(served, browser):
    server, store = served
    bo = people.add(store.folder, "Bo", ["therapist"], ["T1"], by=audit.COMMAND_LINE)
    token = invitations.invite(store.folder, bo, by=audit.COMMAND_LINE)
    page = browser.new_context().new_page()
    heard = wire.listen(page)
    page.goto(f"{server.url}/join?token={token}")
    page.get_by_role("link", name="Sign in with Office ID").click()
    prove(page, "bo@id")
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    support.settle(page)
    assert "kappa" in "\n".join(heard.texts())
    assert invitations.whose(store.folder, token) is None, "the link works once"

    # another browser, no link: the identity is enough from now on, and leads to the page that was asked for
    second = browser.new_context().new_page()
    second.goto(f"{server.url}/alliance")
    second.get_by_role("link", name="Sign in with Office ID").click()
    prove(second, "bo@id")
    expect(second.get_by_role("heading", level=1)).to_have_text("Alliance")
    support.settle(second)

    people.remove(store.folder, bo, by=audit.COMMAND_LINE)
    second.get_by_role("link", name="My caseload").click()
    expect(second.get_by_text("You are signed out.")).to_be_visible()
    assert "kappa" not in second.content()
    second.goto(f"{server.url}/sign-in")
    second.get_by_role("link", name="Sign in with Office ID").click()
    prove(second, "bo@id")
    expect(second.get_by_role("alert")).to_contain_text(
        "Nobody here signs in with this account of Office ID."
    )


def test_an_identity_without_a_link_and_one_of_somebody_else_are_refused(served, browser):
    server, store = served
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_role("link", name="Sign in with Office ID").click()
    prove(page, "stranger@id")
    expect(page.get_by_role("alert")).to_contain_text("Nobody here signs in with this account")
    page.get_by_role("link", name="Back to sign-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    anna, *_ = people.everybody(store.folder)
    page.goto(f"{server.url}/join?token={invitations.invite(store.folder, anna, by=audit.COMMAND_LINE)}")
    page.get_by_role("link", name="Sign in with Office ID").click()
    prove(page, "anna@id")
    expect(page.get_by_text("Signed in: Anna")).to_be_visible()
    bo = people.add(store.folder, "Bo", ["therapist"], ["T1"], by=audit.COMMAND_LINE)
    other = browser.new_context().new_page()
    other.goto(f"{server.url}/join?token={invitations.invite(store.folder, bo, by=audit.COMMAND_LINE)}")
    other.get_by_role("link", name="Sign in with Office ID").click()
    prove(other, "anna@id")
    expect(other.get_by_role("alert")).to_contain_text("already belongs to somebody else here")
    assert people.everybody(store.folder)[1].subject is None


def test_an_answer_that_was_not_asked_for_signs_nobody_in(served):
    server, _ = served
    for query in ("", "?code=x&state=y", "?error=access_denied", "?state=" + "s" * 2_000):
        status, headers, body = server.get(f"/sign-in/callback{query}")
        assert status == 403 and b"did not say who you are" in body
        assert "holdfast_session" not in headers.get("set-cookie", "")


def test_a_provider_that_does_not_answer_is_one_sentence(served):
    server, store = served
    written = (store.folder / openid.FILE).read_text()
    (store.folder / openid.FILE).write_text(written.replace("localhost:", f"localhost:{free_port()}#"))
    status, _, body = server.get("/sign-in/provider")
    assert status == 502 and b"Office ID did not answer." in body


@pytest.mark.parametrize(
    "text",
    [
        "name = 1",
        'name = "x"',
        "{",
        'name = "x"\nmetadata_url = "http://id.example/"\nclient_id = "x"\nclient_secret = "y"',
    ],
)
def test_unusable_settings_are_said_and_let_nobody_in(tmp_path, text):
    (tmp_path / openid.FILE).write_text(text)
    with pytest.raises(openid.SettingsUnusable, match="cannot be used"):
        openid.provider(tmp_path)


def test_an_identity_takes_the_place_of_a_password_and_a_password_of_an_identity(tmp_path):
    anna = people.add(tmp_path, "Anna", ["owner"], by=audit.COMMAND_LINE)
    first = invitations.invite(tmp_path, anna, by=audit.COMMAND_LINE)
    invitations.use(tmp_path, first, "anna", "a long enough phrase 7")
    second = invitations.invite(tmp_path, anna, by=audit.COMMAND_LINE)
    bound = openid.bind(tmp_path, second, openid.subject("https://id", "7"), "Office ID")
    assert (bound.has_password, bound.login, bound.subject) == (False, None, "https://id 7")
    with pytest.raises(people.PersonRefused):
        openid.bind(tmp_path, second, "https://id 8", "Office ID")
    third = invitations.invite(tmp_path, anna, by=audit.COMMAND_LINE)
    again = invitations.use(tmp_path, third, "anna", "a long enough phrase 8")
    assert again.has_password and again.subject is None
    assert openid.whose(tmp_path, "https://id 7") is None
    assert schema.in_use(tmp_path)
