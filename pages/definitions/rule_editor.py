"""Editor of one counting rule: select it, set a value within its range, preview the effect, save."""

from __future__ import annotations

from typing import Any

import streamlit as st
import tomli_w

from analytics.accounts import audit
from analytics.definitions import RULES, DefinitionError, Definitions, Rule, changed, from_toml
from analytics.messages import gettext
from analytics.risk import refresh
from analytics.store import StoreBusy, StoreUnusable
from pages.definitions import text
from pages.shell.page_context import Context
from pages.ui import cards, empty_states

_BY_KEY = {rule.key: rule for rule in RULES}


def choose(context: Context) -> Rule:
    """Draw the select box of rules and return the selected rule.

    `?term=` in the address preselects one.
    """
    keys = list(_BY_KEY)
    asked = st.query_params.get("term", "")
    key = st.selectbox(
        "Rule",
        keys,
        index=keys.index(asked) if asked in _BY_KEY else 0,
        key="rule",
        format_func=lambda key: f"{text.SECTIONS[_BY_KEY[key].section]}: {_BY_KEY[key].label}",
    )
    rule = _BY_KEY.get(key, RULES[0])
    cards.footnote(text.source(rule))
    return rule


def value(rule: Rule, now: Any) -> Any:
    """Draw an input widget for a rule's value, preset to the current value; return the value entered.

    Only values that the rule allows can be chosen.
    """
    label = gettext("New value ({unit})").format(unit=rule.unit) if rule.unit else "New value"
    key = f"value-{rule.key}"
    if isinstance(now, bool):
        return st.toggle(rule.label, value=now, key=key)
    if rule.choices and isinstance(now, tuple):
        return tuple(st.multiselect(label, rule.choices, default=list(now), format_func=text.choice, key=key))
    if rule.choices:
        return st.selectbox(
            label, rule.choices, index=rule.choices.index(now), format_func=text.choice, key=key
        )
    if isinstance(now, tuple):
        return tuple(st.slider(label, 1, 12, value=tuple(now), key=key))
    kind, step, shown = _steps(rule, now)
    return st.number_input(
        label, kind(rule.low), kind(rule.high), value=now, step=step, format=shown, key=key
    )


def _steps(rule: Rule, now: Any) -> tuple[type, float, str]:
    """Return (type, step, display format) for the input field of a numeric rule."""
    if isinstance(now, int):
        return int, 1, "%d"
    return (float, 0.05, "%.2f") if rule.high is not None and rule.high <= 1 else (float, 0.5, "%.1f")


def changed_to(definitions: Definitions, rule: Rule, new: Any) -> Definitions:
    """Return a validated copy of the definitions in which one rule has a new value.

    Raises
    ------
    DefinitionError
        The value is not allowed.
    """
    section = {rule.name: list(new) if isinstance(new, tuple) else new}
    others = {key: one for key, one in changed(definitions) if key != rule.key}
    table: dict[str, dict] = {rule.section: section}
    for key, one in others.items():
        part, name = key.split(".")
        table.setdefault(part, {})[name] = list(one) if isinstance(one, tuple) else one
    return from_toml(tomli_w.dumps(table))


def preview_and_save(context: Context, rule: Rule, new: Any) -> None:
    """Draw the effect of a rule's new value, a Save button, and a button to reset the rule."""
    now = text.in_force(context.definitions, rule)
    if new == now:
        cards.footnote(
            gettext("In force: {shown}. Choose another value to see what it would change.").format(
                shown=text.shown(now, rule)
            )
        )
    else:
        try:
            wanted = changed_to(context.definitions, rule, new)
        except DefinitionError as error:
            empty_states.info_bar(str(error))
            return
        _preview(context, rule, now, new, wanted)
        if st.button("Save", type="primary", key="save-rule"):
            save(context, wanted)
    if now != rule.default and st.button(
        gettext("Reset to {shown}").format(shown=text.shown(rule.default, rule)), key="reset-rule"
    ):
        save(context, changed_to(context.definitions, rule, rule.default))


def _preview(context: Context, rule: Rule, now: Any, new: Any, wanted: Definitions) -> None:
    cards.text(
        gettext("**{label}: {shown} instead of {shown_2}** would change, over all data:").format(
            label=rule.label, shown=text.shown(new, rule), shown_2=text.shown(now, rule)
        )
    )
    if context.version is None:
        empty_states.pending("Nothing is imported yet, so nothing moves.")
        return
    with st.spinner("Counting again …"):
        before, after = effect(context, wanted)
    cards.bullets(text.effect(before, after))


def effect(context: Context, wanted: Definitions) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the counts that a rule change would alter, under current and under changed rules.

    Cached for this browser session.
    """
    key = (context.data_version.name, wanted.digest())
    kept = st.session_state.setdefault("rule_effects", {})
    if key not in kept:
        kept[key] = context.store.preview(wanted)
    return kept[key]


def save(context: Context, wanted: Definitions) -> None:
    """Save new definitions, recompute the data with them, and rerun the page with a confirmation."""
    try:
        with st.spinner("Counting everything again by the new rule …"):
            context.store.change_definitions(wanted, context.viewer.name)
            audit.note(context.store.folder, context.viewer.person, "rules_changed")
        refresh.start_process(context.store)
    except (StoreBusy, StoreUnusable) as error:
        empty_states.info_bar(str(error))
        return
    for key in [key for key in st.session_state if str(key).startswith("value-")]:
        del st.session_state[key]
    st.session_state["rule_saved"] = "Saved. Every page now counts by the new rule."
    st.rerun()


def confirmation() -> None:
    """Draw the confirmation after a save, only once."""
    sentence = st.session_state.pop("rule_saved", None)
    if sentence:
        empty_states.info_bar(sentence)
