"""Tests of the Evidence queries: comparison with slow Python code, small practices, access rights."""

from __future__ import annotations

import datetime
import json
import math
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from analytics.access import Scope, read_people, viewer_for
from analytics.alliance import alliance, early
from analytics.alliance.decomposition import decomposition, of_rows
from analytics.evidence import evidence
from analytics.evidence.truth import truths
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.stats import decomposition as numbers
from analytics.stats import session_to_session
from analytics.store import DataFolder
from analytics.therapists import comparison
from tests.support import practice

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
NO_OUTCOME = {"transferred", "administrative", "not_a_course"}
SELECTIONS = (
    Filters(episodes="closed"),
    Filters(episodes="all", site="Tannery Lane"),
    Filters(since=datetime.date(2025, 3, 1), episodes="closed", age_group="adult"),
)


@pytest.fixture(scope="module")
def warehouse(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.fixture(scope="module")
def exported(warehouse):
    """Return (episodes, sessions of each episode) of the made-up practice from its exports."""
    everything = {"first_client": 0, "last_client": 10**9}
    episodes = warehouse.query("export_episodes", ALL, **everything).dicts()
    courses: dict[tuple, list[dict]] = {}
    for row in warehouse.query("export_sessions", ALL, **everything).dicts():
        courses.setdefault((row["client_id"], row["episode_no"]), []).append(row)
    return episodes, courses


def slow_rows(exported, filters: Filters) -> list[tuple]:
    """Return one tuple per usable episode under these filters, computed in plain Python.

    The tuple is (mean early SRS, last ORS, first ORS, latest ORS up to session 5, therapist, therapist_tied, site).
    """
    episodes, courses = exported
    made = []
    for one in episodes:
        if one["ending"] in {"open", *NO_OUTCOME} or one["class"] == "not_assessable":
            continue
        if filters.site not in (None, one["site"]) or filters.age_group not in (None, one["age_group"]):
            continue
        if filters.since and one["last_date"] < filters.since:
            continue
        course = sorted(courses[one["client_id"], one["episode_no"]], key=lambda row: row["session_no"])
        srs = [
            float(row["srs_total"])
            for row in course
            if 3 <= row["session_no"] <= 5 and row["srs_total"] is not None
        ]
        ors = [(row["session_no"], float(row["ors_total"])) for row in course if row["ors_total"] is not None]
        if not srs or not ors or ors[0][0] > 5 or ors[-1][0] <= 5:
            continue
        so_far = [score for session, score in ors if session <= 5][-1]
        made.append(
            (
                *(round(np.mean(srs), 2), ors[-1][1], ors[0][1], so_far),
                *(one["therapist"], one["therapist_tied"], one["site"] or ""),
            )
        )
    return made


@pytest.mark.parametrize("filters", SELECTIONS, ids=lambda one: one.describe())
def test_early_rows_equal_the_slow_twin(warehouse, exported, filters):
    fast = early.read(warehouse, ALL, filters)
    slow = slow_rows(exported, filters)
    assert fast.n == len(slow)
    pairs = zip(fast.alliance, fast.end, fast.start, fast.so_far, strict=True)
    assert np.array(sorted(pairs)) == pytest.approx(np.array(sorted(row[:4] for row in slow)), abs=0.006)
    by_site = Counter(zip(fast.site.tolist(), fast.end.tolist(), strict=True))
    assert by_site == Counter((row[6], row[1]) for row in slow)
    assert int(fast.tied.sum()) == sum(row[5] for row in slow)
    assert fast.owned().n == sum(not row[5] and row[4] is not None for row in slow)


def test_what_is_left_out_adds_up(warehouse, exported):
    fast = early.read(warehouse, ALL, Filters(episodes="closed"))
    reasons = (
        "ended_otherwise",
        "not_assessable",
        "no_early_srs",
        "no_later_ors",
        "no_therapist",
        "shared_equally",
    )
    assert fast.owned().n + sum(fast.left_out[name] for name in reasons) == fast.left_out["ended"]
    assert fast.left_out["ended"] == sum(one["ending"] != "open" for one in exported[0])


def test_the_decomposition_is_the_fit_of_these_rows(warehouse, exported):
    slow = [row for row in slow_rows(exported, Filters(episodes="closed")) if not row[5] and row[4]]
    columns = [np.array([row[k] for row in slow], dtype=float) for k in (1, 2, 0)]
    columns.append([row[4] for row in slow])
    fit = numbers.fit(*columns, sites=[row[6] for row in slow])
    found = decomposition(warehouse, ALL, Filters())
    without = numbers.fit(*columns)
    assert fit.between.estimate != pytest.approx(without.between.estimate, abs=1e-3), "the sites differ"
    assert (found.adjusted_for, found.not_adjusted_for) == (("intake", "site"), ())
    assert found.within.estimate == pytest.approx(fit.within.estimate, abs=1e-3)
    assert found.between.interval == pytest.approx(fit.between.interval, abs=1e-2)
    assert found.verdict == fit.verdict == "not_estimable"
    assert found.corrected_between.estimate is None
    assert found.corrected_between.why == found.reason
    assert found.alliance_icc == pytest.approx(fit.alliance_icc, abs=1e-4)
    document = found.as_dict()
    assert set(document) == {
        "as_of", "version", "definitions", "filters", "n", "left_out", "within", "between", "contextual",
        "corrected_between", "alliance_icc", "mean_reliability", "verdict", "adjusted_for",
        "not_adjusted_for",
    }  # fmt: skip
    assert set(document["within"]) == {"estimate", "se", "interval", "n"}


def test_the_site_is_left_out_where_the_practice_says_so_or_has_one(warehouse, tmp_path):
    one_site = decomposition(warehouse, ALL, Filters(site="Tannery Lane"))
    assert (one_site.adjusted_for, one_site.not_adjusted_for) == (("intake",), ())
    rows = early.read(warehouse, ALL, Filters(episodes="closed"))
    rules = warehouse.version.definitions
    off = replace(rules, case_mix=replace(rules.case_mix, site=False))
    found = of_rows(replace(warehouse.version, definitions=off), Filters(), rows)
    mine = rows.owned()
    plain_fit = numbers.fit(mine.end, mine.start, mine.alliance, mine.therapist)
    assert found.between.estimate == plain_fit.between.estimate
    assert found.adjusted_for == ("intake",)


def test_a_site_of_one_therapist_each_cannot_be_allowed_for_and_that_is_said(warehouse):
    rows = early.read(warehouse, ALL, Filters(episodes="closed"))
    alone = replace(rows, site=rows.therapist.astype(str).astype(object))
    found = of_rows(warehouse.version, Filters(), alone)
    assert found.within.estimate is not None
    assert (found.adjusted_for, found.not_adjusted_for) == (("intake",), ("site",))


def test_repairs_equal_the_slow_twin(warehouse, exported):
    found = warehouse.arrays("repair_rows", ALL, Filters(episodes="closed"))
    with_drops = [
        one
        for one in exported[0]
        if one["drops"] and one["ending"] not in {"open", *NO_OUTCOME} and one["class"] != "not_assessable"
    ]
    assert len(found["y"]) == len(with_drops)
    assert float(np.sum(found["y"])) == pytest.approx(float(sum(one["ors_last"] for one in with_drops)))
    assert int(np.sum(found["repaired"])) <= sum(one["drops_repaired"] > 0 for one in with_drops)
    all_repaired = sum(one["drops_repaired"] == one["drops"] for one in with_drops)
    assert int(np.sum(found["repaired"])) >= all_repaired


def test_the_next_session_equals_the_slow_twin_and_ignores_the_filters(warehouse, exported):
    slow = [
        (episode, row["session_no"], float(row["srs_total"] or math.nan), float(row["ors_total"] or math.nan))
        for episode, course in enumerate(exported[1].values())
        for row in course
    ]
    columns = [np.array(column, dtype=float) for column in zip(*slow, strict=True)]
    fit = session_to_session.fit(*session_to_session.pairs(*columns))
    for filters in (Filters(), Filters(site="Tannery Lane"), Filters(therapist="T03")):
        claim = {claim.key: claim for claim in evidence(warehouse, ALL, filters).claims}["next_session"]
        assert claim.ours.estimate == pytest.approx(fit.per_sd.estimate, abs=1e-6)
        assert claim.ours.n == fit.n


def test_the_next_session_is_fitted_once_per_version(warehouse, monkeypatch):
    evidence(warehouse, ALL, Filters())

    def never(*_):
        raise AssertionError("fitted again")

    monkeypatch.setattr(session_to_session, "fit", never)
    evidence(warehouse, ALL, Filters(site="Tannery Lane"))


def test_the_first_claim_is_the_figure_of_the_alliance_page(warehouse):
    for filters in (Filters(), Filters(site="Tannery Lane")):
        claims = {claim.key: claim for claim in evidence(warehouse, ALL, filters).claims}
        theirs = alliance(warehouse, ALL, filters).early
        assert claims["alliance"].ours.estimate == pytest.approx(theirs.r, abs=1e-6)
        assert claims["alliance"].ours.n == theirs.n
        assert claims["early"].ours.estimate == pytest.approx(theirs.partial_r, abs=1e-6)


@pytest.mark.parametrize("filters", [Filters(), *SELECTIONS[1:2], Filters(age_group="adult")])
def test_the_share_between_therapists_is_the_figure_of_the_therapists_page(warehouse, filters):
    claim = {claim.key: claim for claim in evidence(warehouse, ALL, filters).claims}["therapists"]
    theirs = comparison(warehouse, ALL, filters.replace(episodes="closed"), "change")
    assert claim.ours.n == theirs.n
    assert (claim.ours.estimate, claim.ours.interval) == (theirs.icc, theirs.icc_interval)
    assert (theirs.icc == 0) == (theirs.between_sd == 0)


@pytest.mark.parametrize("measure", ["unplanned", "reliable_improvement"])
def test_share_and_spread_of_a_share_are_of_one_estimate(warehouse, measure):
    found = comparison(warehouse, ALL, Filters(), measure)
    logits = found.between_sd / (100 * found.level * (1 - found.level))
    assert found.icc == pytest.approx(logits**2 / (logits**2 + math.pi**2 / 3), rel=1e-6)
    assert found.icc_interval[0] < found.icc < found.icc_interval[1]


def plain(answer) -> dict:
    document = answer.as_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    return document


def made(tmp_path, rows) -> object:
    return practice.practice(tmp_path, rows).warehouse()


def courses(
    clients=60,
    sessions=8,
    therapist="T{k}",
    therapists=1,
    srs=None,
    closure="planned",
    ors=None,
    first=datetime.date(2025, 1, 6),
    **more,
):
    """Return session rows of episodes; `srs` and `ors` compute scores from client and session.

    Default scores are used where a function is None.
    """
    rows = []
    for client in range(clients):
        for session in range(1, sessions + 1):
            day = first + datetime.timedelta(days=2 * client + 7 * session)
            score = (
                15 + (client * 7 % 11) + 0.5 * session * (client % 3) if ors is None else ors(client, session)
            )
            rating = 33 + (client * 5 % 7) if srs is None else srs(client, session)
            score, rating = (None if value is None else Decimal(str(value)) for value in (score, rating))
            rows.append(
                practice.session(
                    f"C-{client}", day.isoformat(), score, rating,
                    therapist=therapist and therapist.format(k=client % therapists), closure=closure, **more,
                )
            )  # fmt: skip
    return rows


SMALL = {
    "one client": courses(clients=1),
    "no SRS": courses(srs=lambda *_: None),
    "all 40": courses(srs=lambda *_: 40),
    "all open": courses(closure=None, clients=3, first=datetime.date(2026, 7, 27)),
    "every ORS the same": courses(ors=lambda *_: 20),
    "one therapist": courses(),
    "no therapist": courses(therapist=None),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a function that builds the practice with a given name in SMALL, once per name."""
    built = {}

    def get(name: str):
        if name not in built:
            built[name] = made(tmp_path_factory.mktemp("small"), SMALL[name])
        return built[name]

    return get


@pytest.mark.parametrize("name", SMALL)
def test_odd_practices_get_a_sentence_each(small, name):
    warehouse = small(name)
    found = evidence(warehouse, ALL, Filters())
    document = plain(found)
    for claim in document["claims"]:
        assert claim["verdict"] in ("agrees", "too_early", "differs", "cannot_be_tested")
        assert claim["why"].endswith(".")
        if claim["ours"]["estimate"] is None:
            assert claim["ours"]["why"].endswith(".")
    split = plain(decomposition(warehouse, ALL, Filters()))
    assert split["verdict"] == "not_estimable"
    if split["within"]["estimate"] is None:
        assert split["why"].endswith(".")


@pytest.mark.parametrize("name", ["one client", "no SRS", "all 40", "all open", "every ORS the same"])
def test_a_tiny_or_empty_practice_is_too_early_everywhere_it_should_be(small, name):
    claims = evidence(small(name), ALL, Filters()).claims
    words, why = ({claim.key: getattr(claim, what) for claim in claims} for what in ("verdict", "why"))
    needs_srs = ("alliance", "therapist_part", "early", "repair", "next_session") if name == "no SRS" else ()
    one_therapist = [key for key in ("therapist_part", "therapists") if "there is one" in why[key]]
    never = {"feedback", "orientation", "fidelity", *needs_srs, *one_therapist}
    assert {words.pop(key) for key in never} == {"cannot_be_tested"}
    assert set(words.values()) == ({"too_early"} if words else set()), words


def test_without_srs_a_claim_that_needs_one_cannot_be_tested_however_long_one_waits(tmp_path):
    rows = courses(srs=lambda *_: None)
    for row in rows:
        row["orientation"] = ("CBT", "Other")[int(row["client_id"][2:]) % 2]
        row["fidelity"] = "70"
    found = {claim.key: claim for claim in evidence(made(tmp_path, rows), ALL, Filters()).claims}
    for key in ("alliance", "therapist_part", "early", "orientation", "fidelity", "repair", "next_session"):
        assert found[key].verdict == "cannot_be_tested", key
        assert found[key].why == "Cannot be tested here: this export has no SRS.", key


def test_without_therapists_or_orientations_their_claims_cannot_be_tested(small):
    found = {claim.key: claim for claim in evidence(small("no therapist"), ALL, Filters()).claims}
    for key in ("therapist_part", "therapists"):
        assert found[key].verdict == "cannot_be_tested"
        assert "name no therapist" in found[key].why
    assert found["orientation"].why == "Cannot be tested here: this export has no column for orientation."
    assert (
        found["fidelity"].why
        == "Cannot be tested here: this export has no column for fidelity to the method."
    )


def test_one_therapist_is_no_split(small):
    warehouse = small("one therapist")
    assert "two therapists; there is one" in decomposition(warehouse, ALL, Filters()).why
    found = {claim.key: claim for claim in evidence(warehouse, ALL, Filters()).claims}
    assert found["therapists"].why == "Cannot be tested here: it compares therapists, and there is one."
    assert found["alliance"].ours.estimate is not None


def test_fidelity_and_orientation_of_an_own_practice_are_tested(tmp_path):
    rows = courses(clients=120, therapists=8)
    for row in rows:
        client = int(row["client_id"][2:])
        row["orientation"] = ("CBT", "Other")[client % 2]
        row["fidelity"] = str(60 + client * 13 % 29)
    found = {claim.key: claim for claim in evidence(made(tmp_path, rows), ALL, Filters()).claims}
    assert found["fidelity"].ours.estimate is not None
    assert len(found["fidelity"].also) == 4
    assert found["orientation"].ours.what == "CBT less Other"
    assert found["orientation"].ours.band > 0


@pytest.mark.parametrize("role", ["therapist", "supervisor"])
def test_nobody_is_told_of_a_colleague(sample_folder, warehouse, role):
    people = read_people(DataFolder(sample_folder).sample.folder / "people.json")
    person = next(one for one in people if one.role == role)
    scope = viewer_for(person).scope
    own = {row["therapist"] for row in warehouse.query("own_therapists", scope=scope).dicts()}
    codes = {f"T{k:02}" for k in range(1, 25)} - own
    for answer in (
        evidence(warehouse, scope, Filters()),
        decomposition(warehouse, scope, Filters()),
        truths(warehouse, scope, Filters()),
    ):
        text = json.dumps(plain(answer))
        assert not {code for code in codes if code in text}
    assert {row.therapist for row in truths(warehouse, scope, Filters()).rows} - {None} <= own


def test_who_may_not_see_a_selection_gets_its_reason(tmp_path):
    """A viewer with only one colleague gets the reason why practice figures are withheld."""
    warehouse = made(tmp_path, courses(therapists=2))
    scope = Scope(therapists=frozenset({"T0"}), practice_totals=True)
    assert peer_suppression.selection(warehouse, scope, Filters()).why
    for question in (evidence, decomposition):
        found = question(warehouse, scope, Filters())
        assert found.why == peer_suppression.TOO_FEW
    assert evidence(warehouse, scope, Filters(therapist="T0")).claims
    hidden = {claim.key: claim for claim in evidence(warehouse, scope, Filters(therapist="T0")).claims}
    assert hidden["next_session"].why == peer_suppression.TOO_FEW
    assert not evidence(warehouse, Scope(), Filters()).claims


def test_without_an_ended_episode_the_answer_says_so_and_keeps_the_claims(small):
    found = evidence(small("all open"), ALL, Filters())
    assert found.why.startswith("No ended episode in the data for:")
    assert len(found.claims) == 9


def test_the_truth_is_known_for_the_made_up_practice_only(warehouse, small):
    found = truths(warehouse, ALL, Filters())
    held = {measure: found.coverage(measure) for measure in ("early_alliance", "change", "unplanned", "area")}
    assert [of for _, of in held.values()] == [24, 24, 24, 88]
    for measure, (good, of) in held.items():
        assert good >= 0.85 * of, (measure, good)
    own = truths(small("one therapist"), ALL, Filters())
    assert own.why == "The truth is known for the made-up practice only."
    assert own.rows == ()
