"""Model of a store in plain Python: a chain of states, and the effect of each operation.

model = Memory()
model.imported({("c1", day): (20, "T1")}, day)      # what a person did
model.shown                                          # what must be on show now
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

DEPTH = 10  # states that can be gone back to, beside that in which nothing is imported
Key = tuple[str, datetime.date]  # a client and a day
Value = tuple[int, str]  # ORS in points, therapist
CLIENT, THERAPIST = "client", "therapist"
PARTIAL, WHOLE = (
    0.5,
    0.9,
)  # shares of what is held in the days of a file: less is a part, as much is nearly everything


@dataclass(frozen=True)
class Session:
    """Session as delivered; `delivered` is a number that grows with each delivery."""

    ors: int
    therapist: str
    delivered: int


@dataclass(frozen=True)
class State:
    """Model of what a store contains, to be compared with a real store.

    sessions: by client and day as delivered; aliases: (kind, code) to the code it stands for; lacking: sessions
    as shown.
    """

    sessions: dict[Key, Session]
    lapse_days: int
    day: datetime.date
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    lacking: frozenset[Key] = frozenset()

    def name(self, kind: str, code: str) -> str:
        """Return the code under which a client or therapist is shown."""
        while (kind, code) in self.aliases:
            code = self.aliases[kind, code]
        return code

    def key(self, given: Key) -> Key:
        """Return the client code and day under which a delivered session is shown."""
        return self.name(CLIENT, given[0]), given[1]

    def seen(self) -> dict[Key, Value]:
        """Return the sessions as shown, each with the values delivered last."""
        found = {}
        for given in sorted(self.sessions, key=self._precedence):
            one = self.sessions[given]
            found[self.key(given)] = (one.ors, self.name(THERAPIST, one.therapist))
        return found

    def _precedence(self, given: Key) -> tuple[int, bool, list[int]]:
        """Return the sort key by which the session of a merged client that is shown comes last.

        Of two that came with one delivery, that of the code on show comes last, else that of the first code.
        """
        backwards = [-ord(letter) for letter in given[0]]
        return self.sessions[given].delivered, given[0] == self.key(given)[0], backwards

    def told(self) -> dict[Key, Value]:
        """Return the sessions as delivered, without the delivery number."""
        return {given: (one.ors, one.therapist) for given, one in self.sessions.items()}


@dataclass
class Memory:
    """Model of the store: states that can be undone, current state, states that can be redone.

    shown is None when nothing is imported; lapse_days is of the rules beside an empty store.
    """

    back: list[State | None] = field(default_factory=list)
    shown: State | None = None
    forward: list[State | None] = field(default_factory=list)
    lapse_days: int = 60
    deliveries: int = 0

    def copy(self) -> Memory:
        """Return an independent copy."""
        return replace(self, back=[*self.back], forward=[*self.forward])

    def follow(self, what: dict) -> None:
        """Apply a step of `memory_steps` to the model."""
        if what["what"] in ("import", "replace"):
            self.imported(what["rows"], what["day"], replace_all=what["what"] == "replace")
        elif what["what"] == "alias":
            self.named(what["kind"], what["code"], what["stands_for"])
        elif what["what"] == "forget":
            self.named(what["kind"], what["code"], None)
        elif what["what"] == "rules":
            self.ruled(what["lapse_days"])
        else:
            {"undo": self.undone, "redo": self.redone, "leave_out": self.left_out}[what["what"]]()

    def _new(self, state: State) -> None:
        self.back = [*self.back, self.shown]
        while sum(state is not None for state in self.back) > DEPTH:
            del self.back[0]
        self.shown, self.forward = state, []

    def imported(self, rows: dict[Key, Value], day: datetime.date, *, replace_all: bool = False) -> None:
        """Add sessions, or replace all sessions; known sessions create no new state."""
        old = self.shown
        self.deliveries += 1
        made = {given: Session(ors, by, self.deliveries) for given, (ors, by) in rows.items()}
        if old is None:
            self._new(State(made, self.lapse_days, day))
            return
        kept = {} if replace_all else old.sessions
        new = replace(old, sessions=kept | made, day=day, lacking=frozenset())
        if not replace_all:
            new = replace(new, lacking=_lacking(old, replace(new, sessions=made).seen()))
        if new.seen() == old.seen() and new.told() == old.told():
            self.shown = replace(new, sessions=old.sessions)
        else:
            self._new(new)

    def undone(self) -> None:
        """Undo the last import."""
        if self.shown is not None and self.back:
            self.forward.append(self.shown)
            self.shown = self.back.pop()
            self.lapse_days = self.forward[-1].lapse_days

    def redone(self) -> None:
        """Redo the last undo."""
        if self.forward:
            self.back.append(self.shown)
            self.shown = self.forward.pop()

    def ruled(self, lapse_days: int) -> None:
        """Change a rule in the current state, without a new state."""
        if self.shown is None:
            self.lapse_days = lapse_days
        else:
            self.shown = replace(self.shown, lapse_days=lapse_days)

    def named(self, kind: str, code: str, stands_for: str | None) -> None:
        """Record that a code stands for another; None removes such a record.

        A circle turns round what closed it.
        """
        said = dict(self.shown.aliases)
        if stands_for is None:
            del said[kind, code]
        else:
            said.pop((kind, code), None)
            at = stands_for
            while (kind, at) in said:
                at = said[kind, at]
            if at == code:
                del said[kind, stands_for]
            said[kind, code] = stands_for
        new = replace(self.shown, aliases=said)
        self._new(replace(new, lacking=self.shown.lacking.intersection(new.seen())))

    def left_out(self) -> None:
        """Leave out the sessions that the latest file lacks."""
        gone = self.shown.lacking if self.shown else frozenset()
        if gone:
            kept = {
                given: one for given, one in self.shown.sessions.items() if self.shown.key(given) not in gone
            }
            self._new(replace(self.shown, sessions=kept, lacking=frozenset()))


def _lacking(old: State, file: dict[Key, Value]) -> frozenset[Key]:
    """Return the stored sessions that a file lacks, within the days, therapists and clients of the file.

    Of its clients only where it is of nearly the whole practice; nothing where it has less than half of what is
    held in its days.
    """
    held = old.seen()
    days = [day for _, day in file]
    span = {key: by for key, (_, by) in held.items() if min(days) <= key[1] <= max(days)}
    therapists = {by for _, by in file.values()} | {span[key] for key in file if key in span}
    clients = {client for client, _ in file}
    is_whole = sum(by in therapists for by in span.values()) >= WHOLE * len(span)
    spoken = {key for key, by in span.items() if by in therapists or (key[0] in clients and is_whole)}
    there = {key for key in spoken if key in file}
    return frozenset(spoken - there) if len(there) >= PARTIAL * len(spoken) else frozenset()
