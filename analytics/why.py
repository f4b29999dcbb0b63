"""Reasons why a number is missing: a stable code with parameters, and the one sentence that is shown to people.

    why("too_few_therapists", have=3, need=5)    # a str: the sentence, with .code and .parameters

`SENTENCES` in `why_codes.py` is the table of all codes. A code never changes; its sentence may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.why_codes import SENTENCES


class Why(str):
    """Sentence that says why a number is missing, with its code and the values in it."""

    __slots__ = ("code", "parameters")

    def __new__(cls, sentence: str, code: str, parameters: Mapping[str, Any] | None = None) -> Why:
        """Make the sentence; parameters may be any values that JSON can hold."""
        made = super().__new__(cls, sentence)
        made.code = code
        made.parameters = dict(parameters or {})
        return made

    def __reduce__(self) -> tuple[type[Why], tuple[str, str, dict[str, Any]]]:
        """Return what pickle and copy need, because `str` alone would lose code and parameters."""
        return Why, (str(self), self.code, self.parameters)

    def and_also(self, other: Why | None) -> Why:
        """Join both sentences under the code of this one; `also` among the parameters lists the further codes."""
        if not other:
            return self
        also = [*self.parameters.get("also", ()), other.code, *other.parameters.get("also", ())]
        values = {key: value for key, value in other.parameters.items() if key != "also"}
        return Why(f"{self} {other}", self.code, {**values, **self.parameters, "also": also})

    def as_dict(self) -> dict[str, Any]:
        """Return sentence, code and parameters for a file; `read` restores the sentence."""
        return {"sentence": str(self), "code": self.code, "parameters": self.parameters}


def why(code: str, variant: str = "", /, **values: Any) -> Why:
    """Make the sentence of a code with its values; values whose name begins with `_` are words only, not parameters.

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


def there_are(n: int | str, what: str = "") -> str:
    """Say how many there are, to end a sentence: there is none, there is 1, there are 12 (words stay as given)."""
    if n == 0:
        return f"there is no {what}" if what else "there is none"
    return f"there {'is' if n == 1 else 'are'} {n}" + (f" {what}{'' if n == 1 else 's'}" if what else "")


def is_code(sentence: str | None, code: str) -> bool:
    """Return whether a reason, if there is one, has this code."""
    return isinstance(sentence, Why) and sentence.code == code


def read(held: Mapping[str, Any] | str) -> Why:
    """Restore a reason from what `as_dict` wrote; a plain sentence has the code of figures that cannot be estimated."""
    if isinstance(held, str):
        return Why(held, "not_estimable")
    return Why(held["sentence"], held["code"], held["parameters"])
