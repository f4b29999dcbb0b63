"""Card "The same person?": suggested merges of codes, existing merges, and input fields to merge two codes.

For people who may import; it shows codes of clients and therapists, and no score.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.messages import gettext
from analytics.risk import refresh
from analytics.store import Store, StoreBusy, StoreUnusable
from analytics.store.aliases import Alias, AliasProblem, Denial, Suggestion
from pages.data import identities_text
from pages.shell import import_session
from pages.shell.page_context import Context
from pages.ui import cards
from pages.ui.formatting import show_id

SAID = "identities_said"  # what the last statement did, shown once
MOST = 12  # suggestions and aliases drawn with a button of their own


def show(context: Context) -> None:
    """Draw the card with suggested and existing merges of codes.

    Only for viewers who may import, in a practice of their own that has data.
    """
    if context.demo or not context.viewer.may_import or context.version is None:
        return
    store = context.store
    found, said = store.asked(), store.aliases()
    asked = found.open
    with cards.card("The same person?", key="identities"):
        cards.footnote(identities_text.ABOUT)
        if sentence := st.session_state.pop(SAID, None):
            cards.text(sentence)
        for sentence in store.apart():
            cards.text(sentence)
        for number, one in enumerate(asked[:MOST]):
            _suggestion(context, number, one)
        if len(asked) > MOST:
            cards.footnote(gettext("{n:,} more after these.").format(n=len(asked) - MOST))
        if said:
            cards.text("What was said:")
            _aliases(context, said)
        if found.denied:
            _denied(store, found.denied)
        with st.expander("Say that two codes are one person", key="say-alias", on_change="rerun") as box:
            if box.open:
                _by_hand(context)


def _suggestion(context: Context, number: int, one: Suggestion) -> None:
    code, stands_for = one.alias
    words = [identities_text.suggestion(one)]
    problem = None
    try:
        words.append(
            identities_text.gained(context.store.would_see_more(one.kind, code, stands_for), one.kind)
        )
    except AliasProblem as error:
        problem = str(error)
    cards.text(" ".join(word for word in (*words, problem) if word))
    with st.container(horizontal=True, gap="small", key=f"suggested-{number}"):
        if problem is None:
            st.button(
                identities_text.join(one),
                key=f"join-{number}",
                icon=":material/join:",
                on_click=_say,
                args=(context, one.kind, code, stands_for),
            )
        given = (context, one.pair)
        st.button(identities_text.TWO[one.kind], key=f"two-{number}", on_click=_dismiss, args=given)


def _aliases(context: Context, aliases: tuple[Alias, ...]) -> None:
    if len(aliases) > MOST:
        with st.form("forget-alias", border=False):
            shown = {f"{one.kind} {one.code} → {one.stands_for}": one for one in aliases}
            label = gettext("{n:,} codes are joined").format(n=len(aliases))
            chosen = st.selectbox(label, list(shown), format_func=show_id, key="alias-chosen")
            st.form_submit_button(
                "Part these two again", on_click=_forget_chosen, args=(context, shown, chosen)
            )
        return
    for number, one in enumerate(aliases):
        left, right = st.columns([3, 1], gap="small", vertical_alignment="center")
        with left:
            cards.text(identities_text.alias(one))
        with right:
            st.button(
                "Part them again", key=f"part-{number}", on_click=_forget, args=(context, one.kind, one.code)
            )


def _denied(store: Store, denied: tuple[Denial, ...]) -> None:
    with st.expander(identities_text.two_people(len(denied)), key="two-people", on_change="rerun") as box:
        if not box.open:
            return
        for number, one in enumerate(denied[:MOST]):
            left, right = st.columns([3, 1], gap="small", vertical_alignment="center")
            with left:
                cards.text(identities_text.denial(one))
            with right:
                st.button(
                    "Ask again", key=f"again-{number}", on_click=_ask_again, args=(store, one.suggestion.pair)
                )
        if len(denied) > MOST:
            cards.footnote(gettext("{n:,} more, said before these.").format(n=len(denied) - MOST))


def _by_hand(context: Context) -> None:
    kind = st.segmented_control(
        "Who?",
        list(identities_text.KINDS),
        default="therapist",
        format_func=lambda kind: identities_text.KINDS[kind],
        key="alias-kind",
        required=True,
    )
    codes = context.store.codes(kind or "therapist")
    if len(codes) < 2:
        cards.footnote("There are fewer than two codes.")
        return
    with st.form("alias", border=False):
        st.selectbox(
            "This code", codes, index=None, placeholder="Choose", format_func=show_id, key="alias-code"
        )
        st.selectbox(
            "is shown as", codes, index=None, placeholder="Choose", format_func=show_id, key="alias-shown"
        )
        st.form_submit_button("They are one person", on_click=_say_chosen, args=(context,))


def _say_chosen(context: Context) -> None:
    kind, code, shown = (st.session_state.get(f"alias-{part}") for part in ("kind", "code", "shown"))
    if kind and code and shown:
        _say(context, kind, code, shown)
    else:
        st.session_state[SAID] = "Choose both codes."


def _forget_chosen(context: Context, shown: dict[str, Alias], first: str) -> None:
    one = shown[st.session_state.get("alias-chosen") or first]
    _forget(context, one.kind, one.code)


def _say(context: Context, kind: str, code: str, stands_for: str) -> None:
    _done(
        context.store,
        lambda: identities_text.done(context.store.say_alias(kind, code, stands_for, context.viewer.name)),
    )


def _forget(context: Context, kind: str, code: str) -> None:
    _done(
        context.store,
        lambda: identities_text.done(context.store.forget_alias(kind, code, context.viewer.name)),
    )


def _dismiss(context: Context, pair: tuple[str, str, str]) -> None:
    def work() -> str:
        context.store.dismiss_suggestion(*pair, by=context.viewer.name)
        return "They stay two. They are not suggested again."

    _done(context.store, work)


def _ask_again(store: Store, pair: tuple[str, str, str]) -> None:
    def work() -> str:
        store.ask_again(*pair)
        return "The question is open again, above."

    _done(store, work)


def _done(store: Store, work: Callable[[], str]) -> None:
    """Run a button's action, save its result text for the next run, and start refitting the models."""
    import_session.forget()
    try:
        st.session_state[SAID] = work()
    except (AliasProblem, StoreBusy, StoreUnusable) as error:
        st.session_state[SAID] = str(error)
        return
    refresh.start_process(store)
