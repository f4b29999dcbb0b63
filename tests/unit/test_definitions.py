"""Tests of the definitions file: one source of all rules, and helpful errors for unknown keys."""

from __future__ import annotations

import dataclasses

import pytest

from analytics import definitions
from analytics.definitions import DEFAULTS, GLOSSARY, RULES, DefinitionError, from_toml, to_toml
from analytics.measures import MEASURES


def test_every_field_has_its_rule_and_every_rule_its_field():
    fields = {
        f"{section.name}.{field.name}"
        for section in dataclasses.fields(DEFAULTS)
        for field in dataclasses.fields(getattr(DEFAULTS, section.name))
    }
    assert fields == {rule.key for rule in RULES}


def test_every_rule_says_what_it_means_where_it_comes_from_and_in_which_unit():
    for rule in RULES:
        assert rule.label
        assert rule.source
        assert rule.meaning.endswith(".")
        assert rule.unit or rule.choices or isinstance(rule.default, bool), rule.key


def test_toml_round_trip():
    changed = from_toml('[change]\nors_reliable_change = 5\n[endings]\nunplanned = "declared"')
    assert from_toml(to_toml(changed)) == changed
    assert from_toml(to_toml(changed, only_changed=True)) == changed
    assert to_toml(DEFAULTS, only_changed=True) == ""
    assert changed.digest() != DEFAULTS.digest()
    assert definitions.changed(changed) == [
        ("change.ors_reliable_change", 5.0),
        ("endings.unplanned", "declared"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[chnge]\nx = 1", "the nearest is [change]"),
        ("[change]\nors_reliable = 5", "change.ors_reliable_change"),
        ('[change]\nors_reliable_change = "five"', "must be like 6.0"),
        ("[change]\nors_reliable_change = 50", "between 1 and 20"),
        ("[change]\nors_reliable_change = nan", "between 1 and 20"),
        ('[endings]\nunplanned = "sometimes"', "must be one of"),
        ("[alliance]\nearly_sessions = [5, 3]", "first and last"),
        ("[alliance]\nearly_sessions = 3", "must be like"),
        ("[endings]\nlapse_days = 60.5", "must be like 60"),
        ("[endings]\nlapse_days = true", "must be like 60"),
        ("change = 5", "the nearest is [change]"),
        ("[change", "not valid TOML"),
    ],
)
def test_mistakes_are_named(text, sentence):
    with pytest.raises(DefinitionError) as error:
        from_toml(text)
    assert sentence in str(error.value)
    assert len(str(error.value)) < 300


def test_glossary_names_rules_that_exist():
    keys = {rule.key for rule in RULES}
    assert all(term.rule in keys for term in GLOSSARY if term.rule)
    assert len({term.name for term in GLOSSARY}) == len(GLOSSARY)


def test_measures_point_at_rules_that_exist():
    keys = {rule.key for rule in RULES}
    assert all(measure.reliable_change in keys for measure in MEASURES if measure.reliable_change)
    by_code = {measure.code: measure for measure in MEASURES}
    assert by_code["CORS"].family == "ors"
    assert not by_code["YCORS"].scored
