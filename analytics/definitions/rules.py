"""Reading, checking and writing of definitions files (TOML).

`rules.toml` holds each rule's default, unit and source.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from analytics.definitions.model import CLASSES, Definitions
from analytics.errors import HoldfastError

HERE = Path(__file__).parent


class DefinitionError(HoldfastError, ValueError):
    """Error for a definitions file that cannot be used; the message is one plain sentence."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One definition (rule of scoring or counting): key, unit, default, source and allowed values."""

    key: str  # "change.ors_reliable_change"
    label: str
    unit: str
    default: Any
    source: str
    verified: bool  # False: commonly used, its origin was not read
    meaning: str
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def section(self) -> str:
        """Section of the definitions file that holds the rule, for example `change`."""
        return self.key.split(".")[0]

    @property
    def name(self) -> str:
        """Key of the rule inside its section, for example `ors_reliable_change`."""
        return self.key.split(".")[1]


def _read_rules() -> tuple[Rule, ...]:
    """Return the rules of `rules.toml`, in the order of the file."""
    table = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            key=f"{section}.{name}",
            choices=tuple(entry.pop("choices", ())),
            default=_frozen(entry.pop("default")),
            **entry,
        )
        for section, rules in table.items()
        for name, entry in rules.items()
    )


def _frozen(value: Any) -> Any:
    """Return a list as a tuple, and any other value unchanged."""
    return tuple(value) if isinstance(value, list) else value


RULES = _read_rules()
_BY_KEY = {rule.key: rule for rule in RULES}


def _build(values: dict[str, Any]) -> Definitions:
    """Build the definitions from a dictionary of rule values, keyed `section.name`."""
    sections: dict[str, dict[str, Any]] = {name: {} for name in CLASSES}
    for key, value in values.items():
        section, name = key.split(".")
        sections[section][name] = value
    return Definitions(**{name: CLASSES[name](**fields) for name, fields in sections.items()})


def _checked(rule: Rule, value: Any) -> Any:
    """Return a rule's new value in the type of its default; raise DefinitionError if it is not allowed."""
    value = _frozen(value)
    kind = type(rule.default)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise DefinitionError(f"{rule.key} must be like {_shown(rule.default)}, not {_shown(value)}.")
    items: tuple[Any, ...] = value if isinstance(value, tuple) else (value,)
    if rule.name == "early_sessions" and not _is_span(value):
        raise DefinitionError(f"{rule.key} must be two session numbers, first and last, like [3, 5].")
    for item in items:
        if rule.choices and item not in rule.choices:
            allowed = ", ".join(str(choice) for choice in rule.choices)
            raise DefinitionError(f"{rule.key} must be one of {allowed}, not {_shown(item)}.")
        if rule.low is not None and rule.high is not None and not rule.low <= item <= rule.high:
            raise DefinitionError(
                f"{rule.key} must lie between {rule.low:g} and {rule.high:g}, not {item:g}."
            )
    return value


def _is_span(value: Any) -> bool:
    """Return whether a value is a tuple of two session numbers in ascending order."""
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    return all(type(item) is int for item in value) and 1 <= value[0] <= value[1]


def _shown(value: Any) -> str:
    """Return a rule's value as text for an error message, cut to 60 characters."""
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text[:60]


def _nearest(key: str, known: list[str]) -> str:
    """Return the known rule key that is spelled most like an unknown key."""
    matches = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return matches[0] if matches else known[0]


def from_toml(text: str) -> Definitions:
    """Parse definitions from TOML text; rules that the text leaves out keep their default.

    Parameters
    ----------
    text : str
        Content of a definitions file.

    Returns
    -------
    Definitions

    Raises
    ------
    DefinitionError
        For broken TOML, an unknown key (naming the nearest known one), a wrong type or a value outside its
        range.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"The definitions file is not valid TOML: {error}.") from error
    values = {rule.key: rule.default for rule in RULES}
    for section, entries in table.items():
        if section not in CLASSES or not isinstance(entries, dict):
            near = _nearest(section, list(CLASSES))
            raise DefinitionError(
                f"There is no section [{section}] in the definitions; the nearest is [{near}]."
            )
        for name, value in entries.items():
            key = f"{section}.{name}"
            if key not in _BY_KEY:
                near = _nearest(key, list(_BY_KEY))
                raise DefinitionError(f"There is no definition {key}; the nearest known one is {near}.")
            values[key] = _checked(_BY_KEY[key], value)
    return _build(values)


def from_stored(text: str) -> Definitions:
    """Parse the definitions that a data version keeps, including those of an older Holdfast.

    Parameters
    ----------
    text : str
        TOML with every rule that there was when the version was built.

    Returns
    -------
    Definitions

    Raises
    ------
    DefinitionError
        Where `from_toml` raises.

    Notes
    -----
    A version holds defaults like choices. Before `case_mix.calendar` was a rule, `covariates = ["intake"]` was the
    default: such a version takes the default of today. Any other list was chosen by somebody and is kept.
    """
    stored = from_toml(text)
    older = "calendar" not in tomllib.loads(text).get("case_mix", {})
    if older and stored.case_mix.covariates == ("intake",):
        return replace(stored, case_mix=replace(stored.case_mix, covariates=DEFAULTS.case_mix.covariates))
    return stored


def load(path: Path | str | None) -> Definitions:
    """Return the definitions read from a file, or the defaults if no path is given.

    Parameters
    ----------
    path : Path, str or None
        File in UTF-8; None for the defaults.

    Returns
    -------
    Definitions

    Raises
    ------
    DefinitionError
        For a missing file, text that is not UTF-8, and where `from_toml` raises.
    """
    if path is None:
        return DEFAULTS
    path = Path(path)
    if not path.exists():
        raise DefinitionError(f"There is no definitions file {path.name}.")
    try:
        return from_toml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError(f"The definitions file {path.name} is not UTF-8 text.") from error


def to_toml(definitions: Definitions, only_changed: bool = False) -> str:
    """Return the definitions as TOML text; if `only_changed`, omit the rules at their default."""
    keep = dict(changed(definitions)) if only_changed else None
    table: dict[str, dict[str, Any]] = {}
    for rule in RULES:
        if keep is not None and rule.key not in keep:
            continue
        value = getattr(getattr(definitions, rule.section), rule.name)
        table.setdefault(rule.section, {})[rule.name] = list(value) if isinstance(value, tuple) else value
    return tomli_w.dumps(table)


def changed(definitions: Definitions) -> list[tuple[str, Any]]:
    """Return the rules that differ from their default, as pairs (key, current value)."""
    pairs = [(rule, getattr(getattr(definitions, rule.section), rule.name)) for rule in RULES]
    return [(rule.key, value) for rule, value in pairs if value != rule.default]


DEFAULTS = _build({rule.key: rule.default for rule in RULES})
