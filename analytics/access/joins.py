"""Effect of merging therapist codes on access: a right to one code covers the clients of all merged codes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analytics.access.people import Person
from analytics.access.viewer import Viewer

Shown = Callable[[str], str]  # the code under which a therapist code is shown
APART = (
    "{names} each sign in with a code that is shown as {code} now, so the clients of {code} are shown to nobody whose"
    " rights name only one of these codes. Whoever may import can part them under “The same person?”; if they are one"
    " person, leave one of them in the list of people."
)


@dataclass(frozen=True)
class Reach:
    """Result of `reach`: people who would see more clients after a merge, and people whose codes merge."""

    sees_more: tuple[Person, ...]
    both_sign_in: tuple[Person, ...]


def reach(people: Iterable[Person], codes: Iterable[str], before: Shown, after: Shown) -> Reach:
    """Return who would see more clients after a merge of therapist codes, and whose codes would merge.

    Parameters
    ----------
    people
        People of the practice.
    codes
        Every therapist code that was ever delivered.
    before, after
        Functions from a code to the code under which it is shown.

    Returns
    -------
    Reach
        People in the order given.
    """
    people, codes = tuple(people), tuple(codes)
    more = [
        one
        for one in people
        if _visible_therapists(one, codes, after) - _visible_therapists(one, codes, before)
    ]
    treating = [(person, person.therapist) for person in people if person.therapist]
    merged = [
        person
        for person, code in treating
        if any(after(code) == after(other) and before(code) != before(other) for _, other in treating)
    ]
    return Reach(tuple(more), tuple(merged))


@dataclass(frozen=True)
class Contested:
    """Therapist code into which the codes of two or more people who sign in were merged.

    shown: the code on show. codes: their own codes, at least two. people: in the order of the list of people.
    """

    shown: str
    codes: frozenset[str]
    people: tuple[Person, ...]

    @property
    def sentence(self) -> str:
        """Sentence that names the people whose codes were merged and says that clients are hidden."""
        *first, last = [one.name for one in self.people]
        return APART.format(names=f"{', '.join(first)} and {last}", code=self.shown)


def contested(people: Iterable[Person], shown: Shown) -> tuple[Contested, ...]:
    """Return each therapist code into which the codes of two or more people who sign in were merged.

    The program refuses such a merge, but a redo can restore one, or the list of people can change later.
    """
    treating: dict[str, list[Person]] = {}
    for one in people:
        if one.therapist:
            treating.setdefault(shown(one.therapist), []).append(one)
    found = [
        Contested(code, frozenset(one.therapist for one in among if one.therapist), tuple(among))
        for code, among in treating.items()
    ]
    # A person's own two codes may be merged: nobody else's clients are shown by that.
    return tuple(one for one in found if len(one.codes) > 1 and len({each.person for each in one.people}) > 1)


def separate_codes(viewer: Viewer, people: Iterable[Person], shown: Shown) -> Viewer:
    """Return the viewer after removing the merged therapist codes that also cover other people's clients.

    Episodes under a merged code contain sessions of both people, so neither of the two may see them alone.
    """
    if viewer.therapists is None:
        return viewer
    apart = [
        one
        for one in contested(people, shown)
        if not one.codes <= viewer.therapists and one.shown in set(map(shown, viewer.therapists))
    ]
    withheld = {one.shown for one in apart}
    own = viewer.own_therapist
    return dataclasses.replace(
        viewer,
        therapists=frozenset(code for code in viewer.therapists if shown(code) not in withheld),
        own_therapist=None if own and shown(own) in withheld else own,
        apart=tuple(one.sentence for one in apart),
    )


def _visible_therapists(person: Person, codes: Iterable[str], shown: Shown) -> set[str]:
    """Return the therapist codes, as spelled in the imported files, whose clients a person may see."""
    own = {person.therapist} if person.therapist else set()
    reached = {
        shown(code) for code in own | (person.supervises if person.role == "supervisor" else frozenset())
    }
    return {code for code in codes if shown(code) in reached}
