"""People page for owners: add people, change their rights, and read the audit log."""

import datetime
from collections.abc import Callable

import streamlit as st

from analytics import clock
from analytics.access import ROLES, PeopleUnreadable
from analytics.accounts import audit, invitations, people, removal, sign_in, viewers
from analytics.accounts.people import Account
from analytics.messages import gettext, paragraph
from analytics.store import identities
from pages.people import labels_card, text
from pages.shell import page_context, signed_in
from pages.shell.page_context import Context
from pages.ui import audit_text, cards
from pages.ui.formatting import show_id

MOST, NEWEST = 30, 8  # people, and lines of the log, that are shown without opening a table
SAID = "people_said"  # what the last change did, shown once


def said() -> None:
    """Draw the result text of the last change, and the one-time link if the change made one."""
    sentence, path = st.session_state.pop(SAID, ("", ""))
    if sentence:
        cards.text(sentence)
    if path:
        st.code(f"{(st.context.url or '').split('/people')[0]}{path}", language=None, wrap_lines=True)


def people_card(accounts: tuple[Account, ...]) -> None:
    """Draw the card that lists all accounts of the practice."""
    with cards.card("Who signs in?", key="people") as card:
        said()
        card.bullets([text.person(one) for one in accounts[:MOST]])
        card.table(lambda: text.rows(accounts), name="people")


def add_card(context: Context, free: list[str], *, is_first: bool) -> None:
    """Draw the input fields that add a person; `free` lists the therapist codes that no account has."""
    with cards.card("Add the first owner" if is_first else "Add a person", key="add"):
        if is_first:
            said()
        with st.form("add-person", border=False):
            st.text_input("Name", max_chars=100, key="add-name")
            options = list(ROLES)
            default = ["owner"] if is_first else ["therapist"]
            st.multiselect("Roles", options, default=default, format_func=text.role, key="add-roles")
            st.multiselect("Therapist codes", free, format_func=show_id, key="add-codes")
            st.form_submit_button("Add", on_click=_add, args=(context,))
        cards.footnote(
            "You get a one-time link for this person, with which they choose a sign-in name and a password."
        )


def change_card(context: Context, accounts: tuple[Account, ...], free: list[str]) -> None:
    """Draw the inputs that change or remove one account, its supervisions and its one-time link."""
    with cards.card("Change somebody", key="change"):
        by_key = {one.key: one for one in accounts}
        key = st.selectbox(
            "Who?",
            list(by_key),
            index=None,
            placeholder="Choose",
            format_func=lambda key: by_key[key].name,
            key="whom",
        )
        if key is None:
            return
        one = by_key[key]
        with st.form(f"change-{key}", border=False):
            st.text_input("Name", one.name, max_chars=100, key=f"name-{key}")
            st.multiselect("Roles", list(ROLES), sorted(one.roles), format_func=text.role, key=f"roles-{key}")
            codes = sorted({*free, *one.codes})
            st.multiselect(
                "Therapist codes", codes, sorted(one.codes), format_func=show_id, key=f"codes-{key}"
            )
            st.form_submit_button("Save", on_click=_change, args=(context, one))
        if "supervisor" in one.roles:
            _supervision(context, one)
        with st.container(horizontal=True, gap="small", key=f"acts-{key}"):
            st.button("New one-time link", key=f"link-{key}", on_click=_invite, args=(context, one))
            st.button("Let them try again", key=f"unlock-{key}", on_click=_unlock, args=(context, one))
            with st.popover("Remove", key=f"remove-{key}"):
                cards.text(
                    gettext(
                        "{name} is signed out everywhere at once. What they did stays in the log."
                    ).format(name=one.name)
                )
                st.button("Remove now", key=f"removed-{key}", on_click=_remove, args=(context, one))


def _supervision(context: Context, one: Account) -> None:
    """Draw the list of a supervisor's supervisions, and the inputs that add or end a supervision."""
    for each in one.supervises:
        cards.text(text.supervision(each))
    codes = sorted({context.warehouse.shown_therapist(code) for code in identities.codes(context.store, "therapist")}
                   if context.version else set())  # fmt: skip
    with st.form(f"supervise-{one.key}", border=False):
        st.selectbox("Supervises", codes, index=None, placeholder="Therapist code", format_func=show_id,
                     key=f"supervisee-{one.key}")  # fmt: skip
        st.date_input("From", clock.today(), key=f"since-{one.key}")
        st.date_input("To (empty: open)", None, key=f"until-{one.key}")
        st.form_submit_button("Save supervision", on_click=_supervise, args=(context, one))
    cards.footnote(
        "One line per code: a new entry for a code replaces the one before. A last day closes it that evening."
    )


def log_card(context: Context, accounts: tuple[Account, ...]) -> None:
    """Draw the newest lines of the audit log, and a warning if a line was changed by hand."""
    with cards.card("Who did what?", key="log") as card:
        lines = audit.lines(context.store.folder)[:200]
        broken = audit.first_broken(context.store.folder)
        if broken is not None:
            cards.text(
                gettext("Line {n} of this log, or one before it, was changed by hand.").format(n=broken)
            )
        names = {one.key: one.name for one in accounts}
        card.bullets([audit_text.event(line, names) for line in lines[:NEWEST]])
        card.table(lambda: audit_text.log(lines, names), name="log")
        card.footnote(
            "Keys and counts, no scores. Each line is tied to the one before it. Up to 200 lines are shown."
        )


def _add(context: Context) -> None:
    """Add the person entered on the page, and save the one-time link for the next run of the page."""

    def work() -> tuple[str, str]:
        name, roles, codes = (st.session_state[f"add-{part}"] for part in ("name", "roles", "codes"))
        account = people.add(context.store.folder, name, roles, codes, by=_by(context))
        sentence, path = _link(context, account)
        if not signed_in.account(context.store):  # the first owner: from this run on the sign-in is asked for
            st.session_state[signed_in.FIRST_LINK] = path
        st.session_state["add-name"] = ""
        return sentence, path

    _do(context, work)


def _change(context: Context, one: Account) -> None:
    """Save the name, roles and therapist codes entered for one person."""

    def work() -> tuple[str, str]:
        name, roles, codes = (st.session_state[f"{part}-{one.key}"] for part in ("name", "roles", "codes"))
        changed = people.change(context.store.folder, one, name, roles, codes, by=_by(context))
        return gettext("{name} is changed; it holds from their next click on.").format(name=changed.name), ""

    _do(context, work)


def _supervise(context: Context, one: Account) -> None:
    """Save the supervision entered for one supervisor."""

    def work() -> tuple[str, str]:
        code, since, until = (
            st.session_state[f"{part}-{one.key}"] for part in ("supervisee", "since", "until")
        )
        if not code or not isinstance(since, datetime.date):
            return "Choose a code and a first day.", ""
        new = people.Supervision(code=code, from_day=since, to_day=until)
        kept = [each for each in one.supervises if each.code != code]
        people.supervise(context.store.folder, one, [*kept, new], by=_by(context))
        return gettext("{name} supervises {supervision}.").format(
            name=one.name, supervision=text.supervision(new)
        ), ""

    _do(context, work)


def _invite(context: Context, one: Account) -> None:
    """Make a new one-time link for a person."""
    _do(context, lambda: _link(context, one))


def _unlock(context: Context, one: Account) -> None:
    """Let a person sign in again at once after too many wrong passwords."""

    def work() -> tuple[str, str]:
        sign_in.unlock(context.store.folder, one)
        return gettext("{name} may try again.").format(name=one.name), ""

    _do(context, work)


def _remove(context: Context, one: Account) -> None:
    """Remove a person."""

    def work() -> tuple[str, str]:
        ended = removal.remove(
            context.store.folder,
            one,
            by=_by(context),
            codes=identities.codes(context.store, "therapist"),
            shown=context.warehouse.shown_therapist if context.version else str,
        )
        return paragraph(gettext("{name} is removed.").format(name=one.name), ended), ""

    _do(context, work)


def _link(context: Context, one: Account) -> tuple[str, str]:
    """Make a one-time link for a person; return the text on how to use it, and its path."""
    token = invitations.invite(context.store.folder, one, by=_by(context))
    return text.link(one.name), f"/join?token={token}"


def _do(context: Context, work: Callable[[], tuple[str, str]]) -> None:
    """Run a change if the user is still signed in as an owner; save its result text or the refusal."""
    own = signed_in.own_viewer(context.store, None)
    if "owner" not in own.roles or context.demo:
        return
    try:
        st.session_state[SAID] = work()
    except (people.PersonRefused, PeopleUnreadable) as refused:
        st.session_state[SAID] = (str(refused), "")


def _by(context: Context) -> str:
    """Return the key of the viewer, for the audit log."""
    return context.viewer.person


def show_everything(context: Context) -> None:
    """Draw the lead sentence and all cards, for the practice's own data."""
    accounts = people.everybody(context.store.folder)
    codes: list[str] = []
    if context.version is not None:
        shown = context.warehouse.shown_therapist
        codes = viewers.unheld(accounts, identities.codes(context.store, "therapist"), shown)
    cards.lead(*text.lead(accounts, codes if accounts else [], viewers.without_code(accounts)))
    if accounts:
        people_card(accounts)
    add_card(context, codes, is_first=not accounts)
    if accounts:
        change_card(context, accounts, codes)
        log_card(context, accounts)
    labels_card.card(context)


context = page_context.require_page("people")
if context.demo:
    cards.lead(text.MADE_UP)
else:
    show_everything(context)
