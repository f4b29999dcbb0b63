"""Stateful property tests of the store: all operations in random order, some of them killed.

The store shows what a model in plain Python says: nothing that was taken back comes back, and nothing that was
acknowledged is lost.
"""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from analytics.access import Scope
from analytics.store import DataFolder, journal
from analytics.store.check import check
from analytics.store.rules_copy import rules_beside
from tests.support.killing import Forker
from tests.support.memory_model import Memory, State
from tests.support.memory_steps import step

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")

DAYS = [datetime.date(2026, 9, day) for day in (1, 8, 15, 22)]
CLIENTS, THERAPISTS, POINTS = ("c1", "c2", "c3"), ("T1", "T2"), (12, 21, 33)


def _sessions(clients: dict[str, list[datetime.date]], by_day: list[tuple[int, str]]) -> dict:
    """Return sessions with the same points and therapist for all clients on one day.

    Then it does not matter which of two merged clients was delivered last.
    """
    values = dict(zip(DAYS, by_day, strict=True))
    return {(client, day): values[day] for client, days in clients.items() for day in days}


SESSIONS = st.builds(
    _sessions,
    st.dictionaries(
        st.sampled_from(CLIENTS),
        st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
        min_size=1,
    ),
    st.lists(st.tuples(st.sampled_from(POINTS), st.sampled_from(THERAPISTS)), min_size=4, max_size=4),
)
PAIRS = st.one_of(
    st.tuples(st.just("client"), st.permutations(CLIENTS)),
    st.tuples(st.just("therapist"), st.permutations(THERAPISTS)),
)
MOMENTS = st.builds(lambda call, after: {"call": call, "after": after}, st.integers(1, 90), st.booleans())
STEPS = st.one_of(
    st.builds(lambda rows: {"what": "import", "rows": rows}, SESSIONS),
    st.builds(lambda rows: {"what": "replace", "rows": rows}, SESSIONS),
    st.just({"what": "undo"}),
    st.just({"what": "redo"}),
    st.builds(lambda days: {"what": "rules", "lapse_days": days}, st.sampled_from((30, 60, 90))),
    st.builds(
        lambda said: {"what": "alias", "kind": said[0], "code": said[1][0], "stands_for": said[1][1]}, PAIRS
    ),
    st.builds(lambda place: {"what": "forget", "place": place}, st.integers(0, 5)),
    st.just({"what": "leave_out"}),
)
SCOPE = Scope(every_therapist=True, practice_totals=True, imports=True)


def seen(store) -> dict | None:
    """Return the current sessions by client and day; None if nothing is imported."""
    version = store.current()
    if version is None:
        return None
    rows = store.warehouse().query("export_sessions", SCOPE, first_client=1, last_client=2**31 - 1).dicts()
    found = {
        (row["client_id"], row["session_date"]): (int(row["ors_total"]), row["therapist"]) for row in rows
    }
    assert len(found) == len(rows) == version.n_sessions, "a session is held twice"
    return found


class StoreRemembers(RuleBasedStateMachine):
    """State machine that applies each step to the store and to a model, and compares both."""

    forker: Forker

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="memory-"))
        self.model = Memory()
        self.acknowledged: Counter[str] = Counter()  # kind of journal entry -> steps that ended by themselves
        self.day = datetime.date(2026, 9, 22)

    def teardown(self) -> None:
        try:
            said = [one for one in check(DataFolder(self.folder)) if one.level == "problem"]
            assert [one.what for one in said if one.what != "permissions"] == []
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @rule(what=STEPS)
    def done(self, what: dict) -> None:
        """Run a step to its end, in the store and in the model."""
        what = self._settled(what)
        if what is None:
            return
        entry = self._entry(what)
        step(DataFolder(self.folder).practice, what)
        self.model.follow(what)
        self.acknowledged.update(entry)

    @rule(rows=SESSIONS)
    def imported(self, rows: dict) -> None:
        """Import new rows; this step is the most frequent one."""
        self.done({"what": "import", "rows": rows})

    @precondition(lambda self: self.model.shown is not None and self.model.shown.sessions)
    @rule()
    def imported_again(self) -> None:
        """Import all current sessions again, one day later."""
        self.day += datetime.timedelta(days=1)
        self.done({"what": "import", "rows": self.model.shown.seen()})

    @rule(what=STEPS, moment=MOMENTS)
    def killed(self, what: dict, moment: dict) -> None:
        """Kill a step; afterwards it must be either done completely or not at all."""
        what = self._settled(what)
        if what is None:
            return
        before, after, entry = self.model, self.model.copy(), self._entry(what)
        after.follow(what)
        ended = self.forker.run("step", self.folder, moment, what)
        assert not ended["failed"]
        self.acknowledged.update(entry if ended["ended"] else [])
        store = DataFolder(self.folder).practice
        self.model = after if ended["ended"] or self._agrees(store, after) else before

    def _settled(self, what: dict) -> dict | None:
        """Fill in a random test step from the current state; return None if the step is impossible now."""
        kind, shown = what["what"], self.model.shown
        if kind in ("import", "replace"):
            return what | {"day": self.day}
        if kind == "alias":
            held = {given[0] for given in shown.sessions} if shown else set()
            held |= {one.therapist for one in shown.sessions.values()} if shown else set()
            return what if {what["code"], what["stands_for"]} <= held else None
        if kind == "forget":
            said = sorted(shown.aliases) if shown else []
            if not said:
                return None
            kind, code = said[what["place"] % len(said)]
            return {"what": "forget", "kind": kind, "code": code}
        return what

    def _entry(self, what: dict) -> list[str]:
        """Return the kinds of journal entries that a step adds; empty if it changes nothing."""
        kind, model = what["what"], self.model
        if kind in ("import", "replace"):
            return [journal.IMPORT]
        if kind in ("alias", "forget"):
            return [journal.ALIAS]
        moves = {
            "undo": model.shown is not None and model.back,
            "redo": model.forward,
            "leave_out": model.shown is not None and model.shown.lacking,
            "rules": model.shown is None or model.shown.lapse_days != what.get("lapse_days"),
        }
        return [kind] if moves[kind] else []

    def _agrees(self, store, model: Memory) -> bool:
        return (seen(store), *_about(store)) == (model.shown.seen() if model.shown else None, *_said(model))

    @invariant()
    def store_is_as_the_model_says(self) -> None:
        """Assert that store and model agree on sessions, rules, date, possible undos and redos, and journal."""
        store = DataFolder(self.folder).practice
        assert seen(store) == (self.model.shown.seen() if self.model.shown else None)
        assert _about(store) == _said(self.model)
        assert store.banner() is None
        written = journal.read(store.folder)
        kept = Counter(entry["what"] for entry in written.entries)
        assert not self.acknowledged - kept, "what was acknowledged stands in the journal"
        assert written.damaged == 0


def _about(store) -> tuple:
    version, steps = store.current(), store.steps()
    day = version.data_date if version else None
    return store.definitions().endings.lapse_days, day, steps.back, steps.forward


def _said(model: Memory) -> tuple:
    shown: State | None = model.shown
    rule_ = shown.lapse_days if shown else model.lapse_days
    return rule_, shown.day if shown else None, len(model.back), len(model.forward)


def _lived(forker: Forker, examples: int, steps: int, *phases: Phase) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    StoreRemembers.forker = forker
    run_state_machine_as_test(
        StoreRemembers,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_store_remembers_as_its_model_does(forker):
    _lived(forker, 3, 8, Phase.generate)


@pytest.mark.slow
def test_a_store_remembers_as_its_model_does_for_long(forker):
    _lived(forker, 25, 20, Phase.generate, Phase.shrink)


def test_the_rules_beside_an_empty_store_are_those_on_show_before(tmp_path):
    """The definitions file keeps a rule change even after the only import is undone."""
    store = DataFolder(tmp_path).practice
    step(store, {"what": "import", "rows": {("c1", DAYS[0]): (12, "T1")}, "day": DAYS[3]})
    step(store, {"what": "rules", "lapse_days": 30})
    step(store, {"what": "undo"})
    assert rules_beside(store.folder).endings.lapse_days == 30
