"""Definitions & settings page: glossary, rules with their sources, and an editor to change a rule."""

import streamlit as st

from analytics.definitions import RULES, Definitions, changed, from_toml
from pages.definitions import rule_editor, text
from pages.shell import page_context
from pages.shell.page_context import Context
from pages.ui import cards, empty_states


def glossary_card() -> None:
    """Draw the card of the glossary with a search field."""
    with cards.card("What do the words mean?", key="words"):
        search = st.text_input("Search the words", key="q", bind="query-params", max_chars=60)
        terms = text.search_terms(search)
        if not terms:
            empty_states.pending("No word matches. Try a shorter one.")
        full = st.toggle("In full, with formulas", value=False, key="in-full") or bool(search)
        cards.bullets([text.term(one, full=full) for one in terms])


def rules_card(definitions: Definitions) -> None:
    """Draw the card of all rules by section: value, source, and whether the source was checked."""
    with cards.card("Which rules are in force?", key="rules") as card:
        cards.footnote("Each with its source. “Unverified” means: commonly used, its origin was not read.")
        for section, title in text.SECTIONS.items():
            in_section = [rule for rule in RULES if rule.section == section]
            if not in_section:
                continue
            differs = sum(text.in_force(definitions, rule) != rule.default for rule in in_section)
            with st.expander(
                text.section(title, differs),
                key=f"section-{section}",
            ):
                for rule in in_section:
                    card.text(text.current_value(definitions, rule))
                    card.footnote(text.source(rule))
                card.flush()


def edit_card(context: Context) -> None:
    """Draw the card in which owners change a rule after a preview of the effect."""
    with cards.card("Change a rule", key="edit"):
        if "owner" not in context.viewer.roles:
            empty_states.pending(
                "Rules are changed by owners. Ask the owner of the practice if one does not fit."
            )
            return
        rule = rule_editor.choose(context)
        value = rule_editor.value(rule, text.in_force(context.definitions, rule))
        rule_editor.preview_and_save(context, rule, value)
        if changed(context.definitions) and st.button("Reset every rule to its default", key="reset-all"):
            rule_editor.save(context, from_toml(""))


context = page_context.require_page("definitions")
definitions = context.definitions
differing, unverified = len(changed(definitions)), sum(not rule.verified for rule in RULES)
cards.lead(*text.lead(definitions, differing, len(RULES), unverified))
rule_editor.confirmation()
left, right = st.columns([1, 1.15], gap="medium")
with left:
    glossary_card()
with right:
    edit_card(context)
    rules_card(definitions)
