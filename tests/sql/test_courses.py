"""Tests of episodes over several deliveries: sessions after a recorded ending, case ids added later."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict

import pytest

from analytics.access import Scope
from analytics.store import DataFolder
from tests.support.command import run
from tests.support.practice import ALWAYS_RECORDED, TODAY, deliver, session
from tests.support.slow_courses import ending, episodes, held_after, recorded

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
DAYS = ["2026-08-05", "2026-08-12", "2026-09-20", "2026-09-27"]


def after(folder, *deliveries, today=TODAY):
    """Import the deliveries; return each delivery's report on episodes, and the final episodes."""
    store = DataFolder(folder).practice
    said = [deliver(store, rows, today, definitions=ALWAYS_RECORDED).courses for rows in deliveries]
    with store.warehouse().cursor(ALL) as cursor:
        return said, cursor.execute(
            "select client_id, case_id, n_sessions, ending, goes_on_after::varchar from mart.episode as episode"
            " join mart.client using (client_key) order by client_id, episode_no"
        ).fetchall()


def visits(days, closures=(None,) * 4, client="a", **more) -> list[dict]:
    return [session(client, day, closure=word, **more) for day, word in zip(days, closures, strict=False)]


GOES_ON = [("a", None, 4, "open", "2026-08-12")]
ENDED = [("a", None, 4, "planned", None)]
PLANNED = ["planned"] * 4


@pytest.mark.parametrize(
    ("deliveries", "courses", "said"),
    [
        pytest.param([visits(DAYS, [None, "planned", None, None])], GOES_ON, 1, id="an earlier row"),
        pytest.param([visits(DAYS[:2], PLANNED), visits(DAYS[2:])], GOES_ON, 1, id="later sessions say nothing"),
        pytest.param([visits(DAYS[:2], PLANNED), visits(DAYS, PLANNED)], GOES_ON, 1, id="every row, later too"),
        pytest.param([visits(DAYS, PLANNED)], ENDED, 0, id="every row at once"),
        pytest.param([visits(DAYS[:2], PLANNED), visits(DAYS, ["unplanned"] * 4)],
                     [("a", None, 4, "unplanned", None)], 0, id="another reason since"),
        pytest.param([visits(DAYS[:2], [None, "planned"]), visits(DAYS, [None, None, None, "planned"])], ENDED, 0,
                     id="the same reason again, in the last row"),
        pytest.param([visits(DAYS[:2], PLANNED), visits(DAYS[2:], ["ongoing"] * 2)], GOES_ON, 1, id="says ongoing"),
        pytest.param([visits(DAYS, PLANNED, case_end=datetime.date(2026, 8, 15))],
                     [("a", None, 4, "open", "2026-08-15")], 1, id="day of ending in every row"),
        pytest.param([visits(DAYS, case_end=datetime.date(2026, 8, 15))],
                     [("a", None, 4, "open", "2026-08-15")], 1, id="a day of ending alone"),
        pytest.param([visits(DAYS, ["planned", None, None, None], case_end=datetime.date(2026, 9, 28))], ENDED, 0,
                     id="the day of ending lies after all sessions"),
        pytest.param([visits(DAYS[:2], PLANNED, case_id="X"), visits(DAYS[2:], case_id="X")],
                     [("a", "X", 4, "open", "2026-08-12")], 1, id="the same case"),
        pytest.param([visits(DAYS[:2], PLANNED, case_id="X"), visits(DAYS[2:], case_id="Y")],
                     [("a", "X", 2, "planned", None), ("a", "Y", 2, "open", None)], 0, id="another case"),
        pytest.param([visits(DAYS[2:], PLANNED), visits(DAYS[:2], PLANNED)], ENDED, 0, id="older history comes later"),
    ],
)  # fmt: skip
def test_sessions_after_a_recorded_ending(tmp_path, deliveries, courses, said):
    told, found = after(tmp_path, *deliveries)
    assert found == courses
    assert sum(one.get("ending_then_sessions", 0) for one in told) == said
    again, _ = after(tmp_path, deliveries[-1])
    assert again == [{}], "only what is new is said"


def test_a_course_that_lapses_has_its_recorded_reason_again(tmp_path):
    rows = visits(DAYS, [None, "planned", None, None])
    assert after(tmp_path / "a", rows, today=datetime.date(2026, 11, 25))[1] == GOES_ON
    assert after(tmp_path / "b", rows, today=datetime.date(2026, 11, 26)) == ([{}], ENDED)


def test_reasons_in_first_rows_reopen_only_what_came_later(tmp_path):
    def export(days):
        return [row for client in "abc" for row in visits(days, ["planned", None, None, None], client)]

    told, found = after(tmp_path / "at-once", export(DAYS))
    assert (told, {row[3] for row in found}) == ([{}], {"planned"})
    told, found = after(tmp_path / "later", export(DAYS[:3]), visits(DAYS, ["planned", None, None, None]))
    assert told == [{}, {"ending_then_sessions": 1}]
    assert [row[3:] for row in found] == [("open", "2026-09-20"), ("planned", None), ("planned", None)]


@pytest.mark.parametrize(
    ("deliveries", "courses", "said"),
    [
        pytest.param([visits(DAYS[:3]), visits(DAYS[3:], case_id="X")], [("a", "X", 4)], 1, id="within the gap"),
        pytest.param([visits(["2026-01-05"]), visits(DAYS, case_id="X")], [("a", None, 1), ("a", "X", 4)], 0,
                     id="after a longer pause"),
        pytest.param([visits(DAYS[::2], case_id="X"), visits(DAYS[1::2])], [("a", "X", 4)], 1, id="in between"),
        pytest.param([visits(DAYS[:1]), visits(DAYS[1:3], case_id="X") + visits(DAYS[3:], case_id="Y")],
                     [("a", "X", 3), ("a", "Y", 1)], 1, id="two cases: the first goes on"),
        pytest.param([visits(DAYS[:3]), visits(DAYS[3:], case_id="X"), visits(DAYS, case_id="X")], [("a", "X", 4)], 1,
                     id="a full export names all"),
        pytest.param([visits(DAYS[:3]), visits(DAYS[:2], case_id="W") + visits(DAYS[2:], case_id="X")],
                     [("a", "W", 2), ("a", "X", 2)], 0, id="a full export says that there are two"),
    ],
)  # fmt: skip
def test_a_case_id_that_appears_later_goes_on_with_the_course(tmp_path, deliveries, courses, said):
    told, found = after(tmp_path, *deliveries)
    assert [row[:3] for row in found] == courses
    assert sum(one.get("course_continued", 0) for one in told) == said


MARCH = visits(["2026-03-05", "2026-03-12", "2026-03-19"], [None, None, "planned"])
MAY = ["2026-05-20", "2026-05-27"]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("deliveries", "courses"),
    [
        pytest.param([MARCH, visits(MAY, case_id="K", case_start=day("2026-05-20"))],
                     [(None, 3, "planned"), ("K", 2, "open")], id="a case that begins after the ending"),
        pytest.param([MARCH + visits(MAY, case_id="K", case_start=day("2026-05-20"))],
                     [(None, 3, "planned"), ("K", 2, "open")], id="in one file"),
        pytest.param([MARCH, visits(MAY, case_id="K")], [(None, 3, "planned"), ("K", 2, "open")],
                     id="without a day of beginning: its first session"),
        pytest.param([MARCH, visits(MAY, case_id="K", case_start=day("2026-03-05"))], [("K", 5, "open")],
                     id="a case that began before the ending goes on"),
        pytest.param([MARCH, visits(["2026-04-20"]), visits(MAY, case_id="K")], [("K", 6, "open")],
                     id="sessions after the ending: the course was running"),
        pytest.param([MARCH, visits(["2026-04-20"]), visits(MAY, case_id="K", case_start=day("2026-05-01"))],
                     [(None, 4, "open"), ("K", 2, "open")], id="the day of beginning comes after these sessions"),
        pytest.param([MARCH, visits(["2026-04-20"]), visits(MAY, case_id="K", case_start=day("2026-04-01"))],
                     [(None, 3, "planned"), ("K", 3, "open")], id="the day of beginning comes before these sessions"),
        pytest.param([visits(["2026-03-05", "2026-03-12"], case_end=day("2026-03-15")), visits(MAY, case_id="K")],
                     [(None, 2, "ended_unknown"), ("K", 2, "open")], id="a day of ending alone"),
        pytest.param([MARCH, visits(["2026-04-20"], ["ongoing"]), visits(MAY, case_id="K")], [("K", 6, "open")],
                     id="opened again"),
        pytest.param([[row | {"case_id": "K"} for row in MARCH], visits(MAY)], [("K", 3, "planned"), (None, 2, "open")],
                     id="sessions without a case after a case that ended"),
        pytest.param([[row | {"case_id": "K"} for row in MARCH], visits(["2026-04-20"]), visits(MAY, case_id="K")],
                     [("K", 6, "open")], id="between two sessions of the same case"),
        pytest.param([[row | {"case_id": "K"} for row in MARCH], visits(["2026-04-20"]), visits(MAY, case_id="L")],
                     [("K", 3, "planned"), ("L", 3, "open")], id="between an ended case and another one"),
    ],
)  # fmt: skip
def test_nothing_is_continued_over_a_recorded_ending(tmp_path, deliveries, courses):
    _, found = after(tmp_path, *deliveries, today=day("2026-06-01"))
    assert [row[1:4] for row in found] == courses


def years(seed: int) -> list[list[dict]]:
    """Return random deliveries of a practice over months, with many ways to record endings and case ids."""
    rng = random.Random(seed)
    style, first_case = ("last", "every", "first")[seed % 3], rng.choice([0, 2, 4])
    source: dict[tuple, dict] = {}
    deliveries, cases = [], {}
    days = {f"c{n:02d}": TODAY - datetime.timedelta(days=rng.randrange(30, 260)) for n in range(40)}
    for month in range(5):
        new = []
        for client in days:
            for _ in range(rng.randrange(4)):
                days[client] += datetime.timedelta(days=rng.choice([7, 7, 14, 30, 95]))
                if days[client] <= TODAY:
                    row = session(client, str(days[client]), 20)
                    number, began = cases.setdefault(client, (1, None))
                    cases[client] = number, began or days[client]
                    if month >= first_case and rng.random() < 0.9:
                        row["case_id"], row["case_start"] = (
                            f"{client}-{number}",
                            began if rng.random() < 0.5 else None,
                        )
                    source[client, days[client]] = row
                    new.append(row)
            own = [row for key, row in source.items() if key[0] == client]
            if own and rng.random() < 0.2:
                said = rng.choice(["planned", "unplanned", "ended"])
                for row in {"last": own[-1:], "every": own, "first": own[:1]}[style]:
                    row["closure"] = said
                if rng.random() < 0.5:
                    cases[client] = cases.get(client, (1, None))[0] + 1, None
                if rng.random() < 0.3:
                    own[-1]["case_end"] = own[-1]["session_date"] + datetime.timedelta(
                        days=rng.choice([0, 3])
                    )
        rows = list(source.values()) if rng.random() < 0.5 else new
        deliveries.append([dict(row) for row in rows])
    return [rows for rows in deliveries if rows]


@pytest.mark.parametrize("seed", range(3))
def test_courses_equal_the_slow_twin_after_every_delivery(tmp_path, seed):
    store, before, deliveries = DataFolder(tmp_path).practice, [], years(seed)
    tried = 0
    for number, rows in enumerate(deliveries, start=1):
        said = deliver(store, rows, definitions=ALWAYS_RECORDED).courses
        twin = episodes(held_after(deliveries[:number]))
        with store.warehouse().cursor(ALL) as cursor:
            found = cursor.execute(
                "select client_id, episode_no, n_sessions, ending, goes_on_after from mart.episode as episode"
                " join mart.client using (client_key)"
            ).fetchall()
        assert {row[:2]: row[2] for row in found} == {key: len(part) for key, part in twin.items()}
        going_on, joined = set(), set()
        for client, place, _, how, day in found:
            part = twin[client, place]
            assert how == ending(part, TODAY, "no_change"), (client, place)
            span = (client, part[0]["session_date"], part[-1]["session_date"])
            if day is not None:
                assert day == recorded(part)[1]
                going_on.add(("ending_then_sessions", *span))
            if 0 < sum(row["case_id"] is None for row in part) < len(part):
                joined.add(("course_continued", *span))
        now = [*going_on, *joined]
        new = [one for one in now if not any(_same(one, old) for old in before)]
        counted = {code: sum(one[0] == code for one in new) for code in {one[0] for one in new}}
        assert said == counted
        tried += len(going_on)
        before = now
    assert tried, "some courses go on"


ALL_CLIENTS = {"first_client": 0, "last_client": 10**9}


@pytest.mark.parametrize("seed", range(3))
def test_endings_can_be_worked_out_again_from_the_exported_sessions(tmp_path, seed):
    store = DataFolder(tmp_path).practice
    for rows in years(seed):
        deliver(store, rows, definitions=ALWAYS_RECORDED)
    parts = defaultdict(list)
    for row in store.warehouse().query("export_sessions", ALL, **ALL_CLIENTS).dicts():
        part = parts[row["client_id"], row["episode_no"]]
        part.append(row | {"closure": row["row_closure"], "as_of": row["closure_as_of"]})
    found = store.warehouse().query("export_episodes", ALL, **ALL_CLIENTS).dicts()
    wanted = {(row["client_id"], row["episode_no"]): row["ending"] for row in found}
    assert {key: ending(part, TODAY, "no_change") for key, part in parts.items()} == wanted
    without = {
        key: ending([row | {"as_of": row["session_date"]} for row in part], TODAY, "no_change")
        for key, part in parts.items()
    }
    if seed % 3:  # else the reason stands in the last row, whose own day says as much
        assert without != wanted, "closure_as_of decides some"


def test_days_of_endings_are_exported_only_where_they_say_something(tmp_path):
    columns = "row_closure,case_end,closure_as_of"
    for name, deliveries, more in (
        ("all at once", [visits(DAYS, PLANNED)], False),
        ("goes on", [visits(DAYS[:2], PLANNED), visits(DAYS[2:])], True),
        ("day of ending", [visits(DAYS, PLANNED, case_end=datetime.date(2026, 9, 28))], True),
    ):
        after(tmp_path / name, *deliveries)
        head = run("export", "sessions", data=tmp_path / name).out.splitlines()[0]
        assert head.endswith(f"rater,closure,{columns}" if more else "rater,closure"), name


def test_the_exported_day_of_a_reason_is_no_session_of_somebody_else(tmp_path):
    """The reason stands in the first row only, so it speaks up to the client's newest session, held by T02."""
    rows = [visits(DAYS[:2], ["planned", None], client=client) for client in "abc"]
    mine = visits(DAYS[:2], ["planned", None], client="z", case_id="X")
    theirs = visits(DAYS[2:], client="z", case_id="Y", therapist="T02")
    store = DataFolder(tmp_path).practice
    deliver(store, [*sum(rows, []), *mine, *theirs], definitions=ALWAYS_RECORDED)
    with store.warehouse().cursor(ALL) as cursor:
        stored = cursor.execute("select max(closure_as_of)::varchar from scoped.session").fetchone()
    assert stored == (DAYS[-1],)
    found = store.warehouse().query("export_sessions", Scope(therapists=("T01",)), **ALL_CLIENTS).dicts()
    assert {str(row["session_date"]) for row in found} == set(DAYS[:2])
    assert {str(row["closure_as_of"]) for row in found if row["closure_as_of"]} == {DAYS[1]}


def _same(one, other) -> bool:
    return one[:2] == other[:2] and one[2] <= other[3] and other[2] <= one[3]
