"""Account that is signed in to the practice's data, checked in every page run; and the lock screen.

Without accounts the server answers this computer only, and its user has all rights. With accounts the cookie
identifies the person; nothing about the person is stored in the session state, because a stolen session id
could open it.
"""

from __future__ import annotations

import streamlit as st

from analytics import clock
from analytics.access import PeopleUnreadable, Viewer, separate_codes, this_computer
from analytics.accounts import audit, people, schema, second_factor, sessions, viewers
from analytics.accounts.invitations import token_hash
from analytics.messages import gettext
from analytics.store import Store, Version
from pages.shell import start_key
from pages.ui import audit_text, cards
from pages.ui.safe_html import html, show

_BOUND = "signed_in_with"  # hash of the cookie that this tab's session state belongs to
_SECRET, _CODE, _SAID = "second_factor_secret", "second_factor_code", "second_factor_said"
_SEEN = "clients_seen"  # record ids already written into the audit log by this tab
FIRST_LINK = "first_owner_link"  # path of the first owner's one-time link, for the lock screen
OWN_LINES = 20  # number of the newest audit-log lines in the sidebar
CHECK_SECONDS = 20  # how often an open tab checks that its sign-in is still valid
NOBODY = Viewer(person="nobody", name="Nobody", roles=frozenset(), store="practice")


def is_required(store: Store) -> bool:
    """Return whether people must sign in to a practice: it has accounts, or had some that were lost."""
    return schema.in_use(store.folder)


def account(store: Store, *, is_click: bool = True) -> people.Account | None:
    """Return the account signed in with this browser's cookie; None without a valid sign-in.

    If the cookie of a tab has changed, its session state is cleared first, as it belongs to another person.
    """
    token = st.context.cookies.get(sessions.COOKIE)
    held = token_hash(token) if token else ""
    if st.session_state.get(_BOUND, held) != held:
        st.session_state.clear()
    st.session_state[_BOUND] = held
    try:
        return sessions.current(store.folder, token, is_click=is_click)
    except PeopleUnreadable:
        return None


def own_viewer(store: Store, version: Version | None) -> Viewer:
    """Return the access rights to the practice's own data: of the signed-in person or of this computer."""
    if not is_required(store):
        return this_computer() if start_key.is_held() else NOBODY
    one = account(store)
    if one is None:
        return NOBODY
    open_pages = version is not None and version.definitions.access.owner_client_pages
    viewer = viewers.viewer_of(one, clock.today(), owner_client_pages=open_pages)
    if version is None:
        return viewer
    listed = viewers.as_people(people.everybody(store.folder), clock.today())
    return separate_codes(viewer, listed, store.warehouse(version).shown_therapist)


def needs_key(store: Store) -> bool:
    """Return whether the practice's data are hidden because this browser lacks the access key."""
    return not is_required(store) and not start_key.is_held()


def lock_screen() -> None:
    """Draw the screen for somebody who is not signed in, with a link to the sign-in page."""
    if link := st.session_state.get(FIRST_LINK):
        words = gettext(
            "From now on everybody signs in. Set your own password with this link; it works once."
        )
        show(
            html(
                '<p class="hf-lead"><b>{w}</b></p><p><a href="{l}" target="_self">{t}</a></p>',
                w=words,
                l=link,
                t=link,
            )
        )
        return
    words = gettext("You are signed out. Nothing of the practice is shown until you sign in.")
    show(
        html(
            '<p class="hf-lead"><b>{w}</b></p><p><a href="/sign-in" target="_self">{s}</a></p>',
            w=words,
            s=gettext("Sign in"),
        )
    )


def foot(store: Store) -> None:
    """Draw the sidebar's foot: who is signed in, second factor, own log, and the button to sign out."""
    if needs_key(store):
        with st.sidebar:
            show(html('<p class="hf-side">{w}</p>', w=start_key.NEEDED))
        return
    one = account(store) if is_required(store) else None
    if one is None:
        return
    with st.sidebar:
        show(html('<p class="hf-side">{w}</p>', w=gettext("Signed in: {name}").format(name=one.name)))
        if not one.subject:
            _second_factor(store, one)
        _own_log(store, one)
        st.button("Sign out", key="sign-out", on_click=_sign_out, args=(store,), icon=":material/logout:")
        _watch(store)


def _own_log(store: Store, one: people.Account) -> None:
    """Draw the audit-log lines about the signed-in person, newest first, in an expander."""
    with st.expander(
        "Noted about you", icon=":material/receipt_long:", key="own-log", on_change="rerun"
    ) as box:
        if not box.open:
            return
        names = {each.key: each.name for each in people.everybody(store.folder)}
        lines = audit.lines(store.folder, one.key)[:OWN_LINES]
        cards.bullets([audit_text.event(line, names) for line in lines])
        cards.footnote("The newest entries of the log with your name. Owners see those of everybody.")


def _second_factor(store: Store, one: people.Account) -> None:
    """Draw the expander in which a person turns one-time codes of an authenticator app on or off.

    It scrolls with the sidebar: a popover at the sidebar's foot can open below a small window, out of reach.
    """
    with st.expander("Second factor", icon=":material/phonelink_lock:", key="second-factor"):
        if not one.has_second_factor:
            secret = st.session_state.setdefault(_SECRET, second_factor.new_secret())
            st.markdown(
                gettext("Enter this key in your authenticator app, then type the code that it shows.")
            )
            st.code(secret, language=None, wrap_lines=True)
        else:
            st.markdown(gettext("One-time codes are on. Type the code that your app shows to turn them off."))
        st.text_input("Code", key=_CODE, max_chars=10, autocomplete="one-time-code")
        label = "Turn it off" if one.has_second_factor else "Turn it on"
        st.button(label, key="second-factor-set", on_click=_set_second_factor, args=(store,))
        if sentence := st.session_state.pop(_SAID, None):
            st.markdown(sentence)


def _set_second_factor(store: Store) -> None:
    """Turn the signed-in person's second factor on or off, if the typed code is right."""
    one, code = account(store), str(st.session_state.get(_CODE) or "")
    if one is None:
        return
    if one.has_second_factor:
        is_done = second_factor.turn_off(store.folder, one, code)
    else:
        is_done = second_factor.turn_on(store.folder, one, st.session_state.get(_SECRET, ""), code)
    if is_done:
        st.session_state.pop(_SECRET, None)
    st.session_state[_CODE] = ""
    st.session_state[_SAID] = gettext("Done.") if is_done else gettext("That code is not right.")


@st.fragment(run_every=CHECK_SECONDS)
def _watch(store: Store) -> None:
    """Rerun the page once the sign-in has ended, so that no client data stay on the screen."""
    if account(store, is_click=False) is None:
        st.rerun(scope="app")


def _sign_out(store: Store) -> None:
    """End the sign-in of this browser, in all its tabs."""
    sessions.end(store.folder, st.context.cookies.get(sessions.COOKIE))
    st.session_state.clear()


def client_seen(store: Store, viewer: Viewer, record_id: str) -> None:
    """Log in the audit log that a client's page was opened, once per client and tab."""
    seen = st.session_state.setdefault(_SEEN, set())
    if record_id not in seen and is_required(store):
        audit.write(store.folder, viewer.person, "client_seen", record_id)
        seen.add(record_id)
