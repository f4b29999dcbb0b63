"""Reasons why a figure is missing: a fixed code, parameters, and the sentence shown to people.

    why("too_few_therapists", have=3, need=5)    # a str: the sentence, with .code and .parameters

`SENTENCES` in `why_codes.py` is the table of all codes. A code never changes; its sentence may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from analytics.messages import gettext
from analytics.why_codes import SENTENCES


class Why(str):
    """Sentence that says why a figure is missing, with the reason's code and the values in the sentence."""

    __slots__ = ("code", "parameters")

    def __new__(cls, sentence: str, code: str, parameters: Mapping[str, Any] | None = None) -> Why:
        """Create the reason from its sentence, code and parameters, which must be JSON values."""
        made = super().__new__(cls, sentence)
        made.code = code
        made.parameters = dict(parameters or {})
        return made

    def __reduce__(self) -> tuple[type[Why], tuple[str, str, dict[str, Any]]]:
        """Return the arguments with which pickle and copy rebuild the reason: sentence, code, parameters."""
        return Why, (str(self), self.code, self.parameters)

    def and_also(self, other: Why | None) -> Why:
        """Combine two reasons: both sentences, with the code of the first reason.

        The code of the second is added to the parameter `also`.
        """
        if not other:
            return self
        also = [*self.parameters.get("also", ()), other.code, *other.parameters.get("also", ())]
        values = {key: value for key, value in other.parameters.items() if key != "also"}
        return Why(f"{self} {other}", self.code, {**values, **self.parameters, "also": also})

    def as_dict(self) -> dict[str, Any]:
        """Return sentence, code and parameters as a dictionary that can be stored; `read` restores it."""
        return {"sentence": str(self), "code": self.code, "parameters": self.parameters}


def why(code: str, variant: str = "", /, **values: Any) -> Why:
    """Return the reason with this code, with values filled into its sentence.

    Values named `_...` appear in the sentence only, not among the parameters.

    Raises
    ------
    KeyError
        For a code, a variant or a value that is not in the table.
    """
    template = SENTENCES[code]
    if not isinstance(template, str):
        template = template[variant]
    shown = {name: value for name, value in values.items() if not name.startswith("_")}
    return Why(template.format(**values), code, shown)


def there_are(n: int | str) -> str:
    """Return a count in words to end a sentence: `there is none`, `there is 1`, `there are 12`."""
    if n == 0:
        return "there is none"
    return (gettext("there is {n}") if n == 1 else gettext("there are {n}")).format(n=n)


def is_code(sentence: str | None, code: str) -> TypeGuard[Why]:
    """Return whether `sentence` is a reason with this code; False for None or a plain text."""
    return isinstance(sentence, Why) and sentence.code == code


def read(held: Mapping[str, Any] | str) -> Why:
    """Build a reason from the dictionary of `as_dict`; a plain text gets the code `not_estimable`."""
    if isinstance(held, str):
        return Why(held, "not_estimable")
    return Why(held["sentence"], held["code"], held["parameters"])
