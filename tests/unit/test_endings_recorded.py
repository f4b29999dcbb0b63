"""Tests of practices that record no endings: no view, export or model depends on endings."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import json
import random
import re

import pytest

from analytics import definitions, endings, outcomes
from analytics.access import Scope
from analytics.definitions import DEFAULTS
from analytics.filters import Filters
from analytics.focus import practices
from analytics.store import DataFolder
from analytics.why_codes import CODES
from tests.support import first_practices
from tests.support.command import run
from tests.support.first_installed import of_rows, own
from tests.support.practice import TODAY, deliver, practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
VIEWS = (
    *(
        "overview",
        "outcomes",
        "alliance",
        "therapists",
        "therapists --measure unplanned",
        "decomposition",
        "focus",
    ),
    *("course", "caseload", "early_warning", "early_warning --outcome unplanned", "evidence", "quality"),
)
NOT_RECORDED = ("no_endings", "few_endings", "half_endings", "only_end_dates", "no_srs", "one_session")
RATE = re.compile(
    r"\d[^.]{0,60}(unplanned|not agreed)|(unplanned|not agreed)[^.]{0,60}\d|read as (un)?planned|inferred"
)
ENDING = "Episode_Closure_Reason"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return a function that imports a practice of a given kind once and returns its data folder."""
    made = {}

    def folder(kind: str):
        if kind not in made:
            made[kind] = own(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return folder


@functools.cache
def shown(folder, view: str) -> dict:
    said = run("show", *view.split(), "--json", data=folder)
    assert said.status in (0, 4), said.err
    return said.document


def walk(value, path=""):
    """Yield (path, value) for every value of a JSON document, including objects."""
    yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield from walk(entry, f"{path}/{key}")


@pytest.mark.parametrize("kind", first_practices.KINDS)
def test_every_reason_has_a_known_code(folders, kind):
    for view in VIEWS:
        for path, value in walk(shown(folders(kind), view)):
            if not isinstance(value, dict):
                continue
            for name in [key for key in value if key == "why" or key.endswith("_why")]:
                if value[name] is not None:
                    assert value[f"{name}_code"] in CODES, f"{view}{path}: {value[name]}"
                    assert isinstance(value[f"{name}_parameters"], dict)


@pytest.mark.parametrize("kind", NOT_RECORDED)
def test_nothing_rests_on_endings_that_nobody_recorded(folders, kind):
    folder = folders(kind)
    for view in ("overview", "outcomes"):
        document = shown(folder, view)
        held = document["endings"]
        assert held["recorded"] < held["ended"] / 2
        assert set(held) >= {"ended", "recorded", "no_session_for_lapse_days"}
        for name in ("unplanned", "unplanned_declared", "unplanned_all_unknown"):
            assert document[name]["estimate"] is None
            assert document[name]["why_code"] == "endings_not_recorded"
            assert document[name]["why_parameters"]["ended"] == held["ended"]
    assert (
        document["unplanned_not_improved"]["why_code"]
        == document["planned"]["why_code"]
        == "endings_not_recorded"
    )
    assert not [row for row in document["benchmarks"] if row["compares"] and "unplanned" in row["compares"]]
    assert not [
        row for row in document["subgroups"] if row["measure"] == "unplanned" and row["estimate"] is not None
    ]
    months = [row for row in shown(folder, "overview")["months"] if row["measure"] == "unplanned"]
    assert months and all(
        row["value"] is None and row["why_code"] == "endings_not_recorded" for row in months
    )
    alliance = shown(folder, "alliance")
    assert alliance["unplanned"]["why_code"] == "endings_not_recorded"
    assert all(row["unplanned"]["estimate"] is None for row in alliance["patterns"])
    assert alliance["dips"]["ended_after"] is None
    assert alliance["dips"]["ended_after_why_code"] == "endings_not_recorded"
    comparison = shown(folder, "therapists --measure unplanned")
    assert comparison["why_code"] == "endings_not_recorded" and not comparison["therapists"]
    focus = shown(folder, "focus")
    signals = [signal["signal"] for one in focus["therapists"] for signal in one["signals"]]
    assert "early_retention" not in signals
    assert [row["practice"] for row in focus["suggested"]] == ([] if focus.get("why") else list(practices()))


@pytest.mark.parametrize("kind", NOT_RECORDED)
def test_the_early_warning_does_not_learn_what_was_never_recorded(folders, kind):
    found = shown(folders(kind), "early_warning")
    model = found["models"]["unplanned"]
    assert (model["tier"], model["why_code"]) == ("none", "endings_not_recorded")
    assert model["base_rate"] is None and model["events"] is None and not model["coefficients"]
    assert {one["outcome"] for one in found["clients"]} <= {"poor_outcome"}
    assert shown(folders(kind), "caseload")["outcome"] == "poor_outcome"
    asked = shown(folders(kind), "early_warning --outcome unplanned")["clients"]
    assert all(one["probability"] is None and one["why_code"] == "endings_not_recorded" for one in asked)


@pytest.mark.parametrize("kind", NOT_RECORDED)
def test_no_string_of_any_view_speaks_of_a_rate_of_endings(folders, kind):
    for view in VIEWS:
        for path, value in walk(shown(folders(kind), view)):
            ours = isinstance(value, str) and not re.search(
                r"/claims/\d+/(published|found|title|claim|popular)", path
            )
            assert not (ours and RATE.search(value)), f"{view}{path}: {value}"


@pytest.mark.parametrize("kind", NOT_RECORDED)
def test_exports_infer_no_ending(folders, kind):
    table = {name: exported(folders(kind), name) for name in ("episodes", "landmarks", "sessions")}
    for name in ("episodes", "landmarks"):
        assert not {row["ending"] for row in table[name]} & {"planned_inferred", "unplanned_inferred"}
    assert all(row["unplanned"] == "" for row in table["episodes"])
    assert all(row["y_unplanned"] == row["p_unplanned"] == "" for row in table["landmarks"])
    assert all(row["eligible_unplanned"].lower() == "false" for row in table["landmarks"])
    vocabulary = {
        "planned",
        "unplanned",
        "transferred",
        "administrative",
        "not_a_course",
        "ongoing",
        "unknown",
        "",
    }
    assert {row["closure"] for row in table["sessions"]} <= vocabulary


def exported(folder, table: str) -> list[dict[str, str]]:
    said = run("export", table, data=folder)
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def test_what_is_known_is_said(folders):
    found = shown(folders("no_endings"), "overview")["endings"]
    assert found["recorded"] == 0
    assert found["no_session_for_lapse_days"] == found["ended"]
    said = run("show", "overview", data=folders("no_endings"))
    assert "This export records no endings." in said.out and "unplanned_inferred" not in said.out
    few = shown(folders("few_endings"), "outcomes")["unplanned"]["why"]
    assert re.fullmatch(r"Endings are recorded for \d+ of \d+ ended courses: too few to give a rate.", few)


def test_endings_that_come_later_bring_the_rate_back(tmp_path):
    folder = own("no_endings", tmp_path)
    later = {}
    for row in first_practices.rows("with_endings"):
        later[row["Case_ID"]] = (row["Client_ID"], row["Case_ID"], row[ENDING])
    path = tmp_path / "endings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Client ID", "Case ID", "Closure reason"), *later.values()])
    said = run("import", path, "--today", first_practices.LAST_DAY.isoformat(), "--json", data=folder)
    assert said.status == 0, said.err
    found = shown(folder, "overview")
    assert found["endings"]["recorded"] > found["endings"]["ended"] / 2
    assert found["unplanned"]["estimate"] is not None


def test_words_that_nobody_knows_are_not_called_no_record(tmp_path):
    """Endings in unknown words are reported as such, and are used once the words are explained."""
    rows = [row | {ENDING: "Zyx" if row[ENDING] else ""} for row in first_practices.rows("with_endings")]
    folder = of_rows("own_words", tmp_path, rows)
    held = run("show", "overview", "--json", data=folder).document
    assert held["unplanned"]["why_code"] == "endings_not_recorded"
    assert held["unplanned"]["why"] == "This export names endings in words that are not known here."
    file = tmp_path / "own_words.csv"
    again = run("import", str(file), "--answer", "closure:Zyx=unplanned", "--json", data=folder)
    assert again.status == 0, again.err
    assert run("show", "overview", "--json", data=folder).document["unplanned"]["estimate"] > 0.9


def test_no_filter_flips_whether_endings_are_recorded(folders):
    for kind, recorded in (("with_endings", True), ("few_endings", False)):
        warehouse = DataFolder(folders(kind)).practice.warehouse()
        programs = {row["Episode_Program"] for row in first_practices.rows(kind)}
        chosen = [
            Filters(),
            Filters(until=datetime.date(2024, 6, 30)),
            *(Filters(program=one) for one in programs),
        ]
        chosen += [Filters(therapist=f"T0{k}") for k in range(1, 5)]
        for filters in chosen:
            found = outcomes.overview(warehouse, ALL, filters)
            code = getattr(found.unplanned.why, "code", None)
            assert (code == "endings_not_recorded") is not recorded, filters
            if found.endings is not None:
                assert found.endings.are_recorded is recorded


@pytest.mark.parametrize("seed", range(6))
def test_the_rule_decides_exactly_and_bounds_hold(tmp_path, seed):
    """Whether a practice counts as recording endings depends exactly on its share of recorded endings."""
    rng = random.Random(seed)
    share = rng.random()
    kept = {}
    rows = []
    for row in first_practices.rows("with_endings"):
        keep = kept.setdefault(row["Case_ID"], rng.random() < share)
        rows.append(row if keep else row | {ENDING: ""})
    store = DataFolder(of_rows("blanked", tmp_path, rows)).practice
    version = store.current()
    episodes = exported(tmp_path, "episodes")
    ended = [row for row in episodes if row["ending"] != "open"]
    usable = {"planned", "unplanned", "transferred", "administrative", "not_a_course"}
    recorded = sum(row["ending"] in usable for row in ended)
    assert (version.n_ended, version.n_recorded) == (len(ended), recorded)
    assert version.endings_recorded is (recorded / len(ended) >= DEFAULTS.endings.min_recorded)
    for least in (recorded / len(ended), min(1.0, recorded / len(ended) + 1e-9), 0.0):
        rules = definitions.from_toml(f"[endings]\nmin_recorded = {least!r}\n")
        with store.with_definitions(rules) as warehouse:
            found = outcomes.overview(warehouse, ALL, Filters())
            given = recorded / len(ended) >= least
            assert (found.unplanned.estimate is not None) is given
            if given:
                low, rate, high = (
                    one.estimate
                    for one in (found.unplanned_declared, found.unplanned, found.unplanned_all_unknown)
                )
                assert low <= rate <= high


@pytest.mark.parametrize("rule", ["declared_or_lapsed", "declared", "composite"])
@pytest.mark.parametrize("seed", range(3))
def test_bounds_hold_around_every_way_of_counting(tmp_path, rule, seed):
    rng = random.Random(seed)
    rows = []
    for number in range(120):
        closure = rng.choice(["planned", "unplanned", "ended", "transferred", None])
        last = TODAY - datetime.timedelta(days=rng.choice([5, 90, 200]))
        scores = (15.0, rng.choice([14.0, 20.0, 22.0, 30.0]))
        for back, score in zip((14, 0), scores, strict=True):
            day = last - datetime.timedelta(days=back)
            rows.append(session(f"c{number}", day.isoformat(), score, closure=closure))
    rules = definitions.from_toml(f'[endings]\nunplanned = "{rule}"\nmin_recorded = 0.0\n')
    store = practice(tmp_path, rows, definitions=rules)
    found = outcomes.overview(store.warehouse(), ALL, Filters())
    rate = found.unplanned.estimate
    assert found.unplanned_declared.estimate <= rate <= found.unplanned_all_unknown.estimate
    without_reason = sum(row["ending"] == "ended_unknown" for row in endings_of(store))
    assert found.unplanned_declared.n == found.unplanned.n + without_reason


def endings_of(store) -> list[dict]:
    with store.warehouse().cursor(ALL) as cursor:
        rows = cursor.execute(
            "select ending, ended, counts_for_endings from mart.episode order by episode_key"
        ).fetchall()
    return [dict(zip(("ending", "ended", "counts"), row, strict=True)) for row in rows]


def test_a_day_of_ending_without_a_reason(tmp_path):
    day = (TODAY - datetime.timedelta(days=10)).isoformat()
    cases = {
        "the day of the last session": (day, {"case_end": datetime.date.fromisoformat(day)}, "ended_unknown"),
        "in the future": (day, {"case_end": TODAY + datetime.timedelta(days=1)}, "open"),
        "on the data day": (day, {"case_end": TODAY}, "ended_unknown"),
        "before the last session": (day, {"case_end": TODAY - datetime.timedelta(days=100)}, "open"),
        "with a reason": (day, {"case_end": TODAY, "closure": "unplanned"}, "unplanned"),
        "with an unknown reason": (day, {"case_end": TODAY, "closure": "unknown"}, "ended_unknown"),
        "recorded as running": (day, {"case_end": TODAY, "closure": "ongoing"}, "open"),
        "none": (day, {}, "open"),
    }
    rows = [session(f"c{n}", at, 18.0, **more) for n, (at, more, _) in enumerate(cases.values())]
    found = endings_of(practice(tmp_path, rows))
    assert {name: row["ending"] for name, row in zip(cases, found, strict=True)} == {
        name: wanted for name, (_, _, wanted) in cases.items()
    }
    assert not any(row["counts"] for row in found if row["ending"] == "ended_unknown")


def test_a_course_that_is_over_leaves_the_caseload(tmp_path):
    last = (TODAY - datetime.timedelta(days=3)).isoformat()
    store = practice(tmp_path, [session("a", last, 18.0), session("b", last, 18.0, case_end=TODAY)])
    from analytics import caseload

    assert [one.client_id for one in caseload.caseload(store.warehouse(), ALL, Filters()).clients] == ["a"]


def test_a_reason_that_comes_later_replaces_the_mere_day_and_not_the_other_way_round(tmp_path):
    last = (TODAY - datetime.timedelta(days=3)).isoformat()
    store = practice(tmp_path, [session("a", last, 18.0, case_id="A1", case_end=TODAY)])
    assert endings_of(store)[0]["ending"] == "ended_unknown"
    deliver(store, [session("a", last, 18.0, case_id="A1", closure="planned", closure_text="planned")])
    assert endings_of(store)[0]["ending"] == "planned"
    deliver(store, [session("a", last, 18.0, case_id="A1", closure="ended", closure_text="Closed")])
    assert endings_of(store)[0]["ending"] == "planned"


HEADER = "Client ID,Case ID,Session Date,ORS Total,SRS Total,Case End,Status\n"


def imported(folder, text: str, *more: str) -> dict:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    said = run("import", path, "--today", "2026-09-30", "--json", *more, data=folder / "data")
    assert said.status == 0, said.out + said.err
    return said.document


def ending_of(folder, client: str) -> str:
    return next(row["ending"] for row in exported(folder / "data", "episodes") if row["client_id"] == client)


@pytest.mark.parametrize(
    ("end", "status", "wanted"),
    [
        ("2026-09-15", "", "ended_unknown"),
        ("15.09.2026", "", "ended_unknown"),
        ("2026-12-31", "", "open"),
        ("9999-12-31", "", "open"),
        ("", "Closed", "ended_unknown"),
        ("", "Case closed", "ended_unknown"),
        ("", "Fall abgeschlossen am Jahresende", "ended_unknown"),
        ("2026-09-15", "Case closed", "ended_unknown"),
        ("", "Closed - planned", "planned"),
        ("", "Closed - unplanned", "unplanned"),
        ("", "Closed: transferred", "transferred"),
        ("", "Open", "open"),
        ("-", "Open", "open"),
        ("soon", "", "open"),
    ],
)
def test_from_a_file(tmp_path, end, status, wanted):
    rows = [("A", "A1", "2026-09-01", 18, 36, end, status), ("A", "A1", "2026-09-15", 20, 37, end, status)]
    rows += [("B", "B1", f"2026-09-{day:02}", 18, 36, "", "Open") for day in (1, 20)]
    report = imported(tmp_path, HEADER + "".join(",".join(map(str, row)) + "\n" for row in rows))
    assert report["rows_accepted"] == 4
    assert ending_of(tmp_path, "A") == wanted
    assert ("ending_then_sessions" in report["warnings"]) is False
    if end == "soon":
        assert {row["text"] for row in report["cells_quarantined"]} == {"soon"}


def test_sessions_after_the_day_of_ending_are_told(tmp_path):
    text = HEADER + "A,A1,2026-09-01,18,36,2026-09-05,\nA,A1,2026-09-15,20,37,2026-09-05,\n"
    report = imported(tmp_path, text)
    assert "ending_then_sessions" in report["warnings"]
    assert report["facts"]["ending_then_sessions"] == 1
    assert ending_of(tmp_path, "A") == "open"
    again = imported(tmp_path, text.replace("18,36", "19,36"))
    assert "ending_then_sessions" not in again["warnings"], "it was said when it was new"


def test_days_of_ending_that_come_later(tmp_path):
    imported(tmp_path, "Client ID,Case ID,Session Date,ORS Total\nA,A1,2026-09-01,18\nB,B1,2026-09-01,18\n")
    assert ending_of(tmp_path, "A") == "open"
    (tmp_path / "export.csv").write_text("Client ID,Case ID,End date\nA,A1,2026-09-10\n", encoding="utf-8")
    said = run("import", tmp_path / "export.csv", "--today", "2026-09-30", "--json", data=tmp_path / "data")
    assert said.status == 0, said.out
    assert (ending_of(tmp_path, "A"), ending_of(tmp_path, "B")) == ("ended_unknown", "open")


def test_the_counts_of_a_viewer_who_may_not_see_small_numbers(tmp_path):
    rows = [session(f"c{n}", "2026-01-01", 18.0, closure="planned" if n < 3 else None) for n in range(40)]
    version = practice(tmp_path, rows).current()
    assert endings.of(version).recorded == 3
    assert endings.of(version, restricted=True).recorded is None
    assert "3" not in endings.not_recorded(version, restricted=True)


def test_codes_are_words_that_stay():
    assert all(re.fullmatch(r"[a-z_]+", code) for code in CODES)
    assert json.dumps(sorted(CODES))
