"""Sentences on the one thing to practise: what it is, what to try, why, how sure, and with whom it shows."""

from __future__ import annotations

from analytics.focus import TherapistFocus, practices
from analytics.focus.clients import ExampleClient
from analytics.messages import gettext
from pages.supervision import text
from pages.ui import formatting

WHERE = "Where it shows now"


def name(key: str) -> str:
    """Return the name of a training practice as a sentence of its own."""
    return gettext("**{name}.**").format(name=practices()[key].name)


def what(key: str) -> str:
    """Return the name and the description of a training practice."""
    practice = practices()[key]
    return gettext("**{name}.** {what}").format(name=practice.name, what=practice.what)


def facts(one: TherapistFocus) -> dict[str, str]:
    """Return by label what to try, why, how sure the focus is, and how good the evidence for the training practice is."""
    if one.practice is None:
        return {}
    practice = practices()[one.practice]
    return {
        "Try": practice.try_,
        "Why": text.why(one),
        "How sure": text.sure(one.p),
        "Evidence": practice.evidence,
    }


def example(client: ExampleClient, signal: str) -> str:
    """Return the text on how a training focus shows with one client: `C-0112: 0.6 points under the client's own mean`."""
    return gettext("{code}: {shows}").format(
        code=formatting.show_id(client.client_id), shows=text.shows(client, signal)
    )
