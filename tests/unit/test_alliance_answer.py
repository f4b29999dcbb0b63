"""Tests of the Alliance answer: little data, hidden counts, and how often a drop is a false alarm."""

from __future__ import annotations

import datetime
import json
import re

import numpy as np
import pytest

from analytics import alliance
from analytics.access import Scope
from analytics.alliance import correlations, false_alarm_rate, published
from analytics.alliance.false_alarm_rate import Noise
from analytics.definitions import DEFAULTS
from analytics.filters import Filters
from analytics.outcomes.peer_suppression import NO_TOTALS, TOO_FEW
from analytics.store import DataFolder
from pages.alliance import forms_text, patterns_text
from pages.alliance import text as alliance_text
from tests.support.practice import practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)


def weekly(name, forms, *, therapist="T01", first=datetime.date(2026, 1, 5), **more) -> list[dict]:
    """Return one session a week with these (ORS, SRS) scores."""
    days = (first + datetime.timedelta(days=7 * k) for k in range(len(forms)))
    return [
        session(name, day.isoformat(), ors, srs, therapist, **more)
        for day, (ors, srs) in zip(days, forms, strict=True)
    ]


def many(n=60, *, therapists=1, srs=None, seed=2, **more) -> list[dict]:
    """Return n ended clients of seven sessions whose SRS is correlated with the last ORS."""
    rng = np.random.default_rng(seed)
    rows = []
    for k in range(n):
        level, start = rng.normal(35, 2), rng.normal(18, 4)
        ors = np.clip(
            start + np.arange(7) + (level - 35) * np.arange(7) / 5 + rng.normal(0, 2, 7), 0, 40
        ).round(1)
        forms = np.clip(level + rng.normal(0, 1, 7), 0, 40).round(1) if srs is None else [srs] * 7
        given = {"closure": "unplanned" if k % 4 == 0 else "planned"} | more
        rows += weekly(
            f"c-{k:03}", list(zip(ors, forms, strict=True)), therapist=f"T{k % therapists:02}", **given
        )
    return rows


def sentences(found) -> str:
    """Return all sentences of the alliance page for this answer."""
    said = [
        *alliance_text.lead(found, "early"),
        *alliance_text.lead(found, "first_five"),
        patterns_text.patterns_footnote(found),
        alliance_text.drops_lead(found),
    ]
    if found.completion:
        said += [forms_text.completion_footnote(found), forms_text.totals_footnote(found)]
    if found.early.r is not None:
        said += [
            alliance_text.forest_footnote(found, "early"),
            alliance_text.scatter_footnote(found),
            alliance_text.sessions_footnote(found, False),
        ]
    return " ".join([*said, alliance_text.drops_footnote(found, DEFAULTS.dips)])


DEGENERATE = {
    "no therapist": lambda: [row | {"therapist": None} for row in many()],
    "one therapist": lambda: many(),
    "one client": lambda: weekly("only", [(20, 36), (22, 36), (25, 36)], closure="planned"),
    "no SRS": lambda: [row | {"srs_total": None, "srs_version": None} for row in many()],
    "every SRS at 40": lambda: many(srs=40),
    "every client the same": lambda: [row for k in range(40) for row in weekly(f"c{k}", [(20, 36)] * 7)],
    "all open": lambda: many(first=datetime.date(2026, 8, 17), closure=None),
    "no ORS": lambda: [row | {"ors_total": None, "ors_version": None} for row in many()],
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_every_practice_gets_a_sentence_and_never_a_number_that_is_none(tmp_path, name):
    warehouse = practice(tmp_path, DEGENERATE[name]()).warehouse()
    for episodes in ("closed", "all"):
        found = alliance.alliance(warehouse, ALL, Filters(episodes=episodes))
        document = json.dumps(found.as_dict(), allow_nan=False)
        assert "NaN" not in document
        if found.why:
            assert found.why.endswith(".")
            continue
        text = sentences(found)
        assert not re.search(r"\b(nan|None|inf)\b", text), text
        for row in (*found.by_session, *found.by_session_all, found.early, found.first_five):
            assert (row.r is not None) == (row.interval is not None)
            assert row.r is not None or row.why.endswith(".")


def test_one_therapist_gets_fisher_and_is_told_so(tmp_path):
    found = alliance.alliance(practice(tmp_path, many()).warehouse(), ALL, Filters())
    assert (found.early.method, found.early.therapists) == ("Fisher z", 1)
    assert found.early.r > 0.2
    assert "fewer than eight therapists" in alliance_text.forest_footnote(found, "early")
    eight = alliance.alliance(practice(tmp_path / "8", many(90, therapists=9)).warehouse(), ALL, Filters())
    assert eight.early.method == "jackknife over groups"


def test_under_thirty_clients_it_is_too_early(tmp_path):
    found = alliance.alliance(practice(tmp_path, many(29)).warehouse(), ALL, Filters())
    assert (found.early.r, found.early.n) == (None, 29)
    assert (
        found.early.why == "Too early to test: it needs 30 clients with an SRS and a later ORS; there are 29."
    )
    assert found.difference.estimate is None
    assert found.scatter is None
    assert (
        alliance_text.lead(found, "early")[0]
        == "Too early to test whether the alliance goes with outcome here."
    )
    assert (
        alliance.alliance(practice(tmp_path / "30", many(30)).warehouse(), ALL, Filters()).early.r is not None
    )


def test_the_predictor_ends_before_the_outcome(tmp_path):
    """A correlation of SRS with outcome includes only clients with an ORS at a later session.

    Forty clients of five sessions: sessions 1 to 4 count, 5 and 3-5 do not.
    """
    rows = [
        row
        for k in range(40)
        for row in weekly(f"c{k}", [(15 + k % 9, 33 + (k * j) % 7) for j in range(1, 6)])
    ]
    found = alliance.alliance(practice(tmp_path, rows).warehouse(), ALL, Filters())
    assert [row.n for row in found.by_session_all] == [40, 40, 40, 40, 0]
    assert (found.early.n, found.by_session[0].n) == (0, 0)


def test_the_published_figure_has_its_source_and_the_range_is_ours():
    figure = published.alliance_outcome()
    assert (figure.r, figure.interval, figure.k) == (0.278, (0.256, 0.299), 295)
    assert figure.doi == "10.1037/pst0000172"
    assert figure.settings == pytest.approx((0.095, 0.443), abs=0.001)
    assert figure.settings_note.startswith("derived by us")


def test_a_line_through_the_scatter_by_hand():
    rng = np.random.default_rng(1)
    x, z = rng.normal(35, 2, 50), rng.normal(18, 5, 50)
    y = 10 + 0.6 * x + 0.5 * z + rng.normal(0, 3, 50)
    rows = np.column_stack([np.ones(50), x, y, z, z])
    found = correlations.line(correlations.Sums(np.array([rows.T @ rows])))
    allowed = np.polyfit(z, y, 1)[0]
    gained = y - z.mean() - allowed * (z - z.mean())
    slope, start = np.polyfit(x, gained, 1)
    rest = gained - slope * x - start
    assert (found.allowed, found.slope) == pytest.approx((allowed, slope))
    assert found.residual == pytest.approx(np.sqrt(rest @ rest / 48))
    at = np.array([30.0, 35.0])
    assert found.at(at) == pytest.approx(slope * at + start)


# --- how often the rule marks without cause


def noise(step=1.4, level=36.0, full=0.1, lengths=(3, 8, 15)) -> Noise:
    return Noise(step=step, steps=5000, level=level, full=full, lengths=lengths, weights=(1,) * len(lengths))


def test_false_signals_are_few_and_follow_the_rule():
    usual = false_alarm_rate.measure(noise(), DEFAULTS.dips)
    assert 1.0 < usual < 5.0  # found: 2.6
    strict = type(DEFAULTS.dips)(z=-3.5, min_drop=5.0, marked_z=-4, marked_drop=6, repair_sessions=3)
    assert false_alarm_rate.measure(noise(), strict) < usual / 3
    assert false_alarm_rate.measure(noise(), DEFAULTS.dips) == usual, "the same seed, the same number"
    assert (
        false_alarm_rate.measure(noise(lengths=(1, 2)), DEFAULTS.dips) == 0
    )  # nothing is seen before the third form


def test_false_signals_where_nothing_moves_or_all_is_at_the_ceiling():
    assert false_alarm_rate.measure(noise(full=0.97), DEFAULTS.dips) is None
    assert false_alarm_rate.measure(noise(step=0), DEFAULTS.dips) is None
    assert 0 <= false_alarm_rate.measure(noise(level=40.0, full=0.7, step=0.4), DEFAULTS.dips) < 6


def test_simulated_forms_look_like_the_practices(sample_folder):
    """Simulated SRS forms show about as many alliance drops as the forms whose noise they imitate."""
    rng = np.random.default_rng(8)
    totals = np.clip(36.5 + rng.normal(0, 2.2, (1500, 1)) + rng.normal(0, 1.4, (1500, 10)), 0, 40).round(1)
    from analytics import dips

    steps = np.abs(np.diff(totals, axis=1))
    spread = dips.practice_spread(float(np.median(steps)), steps.size)
    direct = (
        sum(len(dips.find(range(1, 11), one, spread, DEFAULTS.dips, True)) for one in totals.tolist()) / 150
    )
    looks = Noise(
        step=float(np.median(steps)),
        steps=steps.size,
        level=float(np.median(totals)),
        full=float((totals == 40).mean()),
        lengths=(10,),
        weights=(1,),
    )
    assert false_alarm_rate.measure(looks, DEFAULTS.dips) == pytest.approx(direct, abs=0.6)


# --- who sees which numbers


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    """Return a practice with seven therapists of twelve clients each."""
    rows = [
        row
        for number in range(7)
        for row in [one | {"client_id": f"T{number}-{one['client_id']}", "therapist": f"T0{number}"}
                    for one in many(12, seed=number)]
    ]  # fmt: skip
    return practice(tmp_path_factory.mktemp("seven"), rows).warehouse()


def own(*codes):
    return Scope(therapists=codes, practice_totals=True)


def test_a_therapist_gets_cells_and_no_small_count(seven):
    mine = alliance.alliance(seven, own("T00"), Filters())
    whole = alliance.alliance(seven, ALL, Filters())
    assert mine.restricted and not whole.restricted
    assert mine.scatter.srs == () and mine.scatter.hidden
    assert all(cell.n >= 5 for cell in mine.scatter.cells)
    assert len(whole.scatter.srs) == whole.scatter.n
    assert mine.early.r == pytest.approx(whole.early.r, abs=0.005)
    assert mine.early.n % 5 == 0
    shown = [row.n for row in (*mine.totals, *mine.patterns)] + [mine.dips.repaired, mine.dips.unrepaired]
    assert not any(n is not None and 0 < n < 5 for n in shown)
    assert not any(0 < (row.unplanned.events or 0) < 5 for row in mine.patterns)
    text = json.dumps({key: value for key, value in mine.as_dict().items() if key != "filters"})
    assert "client_id" not in text and "T01" not in text and '"therapist"' not in text


def test_too_few_colleagues_see_nothing(seven):
    found = alliance.alliance(seven, own("T00", "T01", "T02"), Filters())
    assert (found.why, found.n, found.patterns) == (TOO_FEW, 0, ())
    assert alliance.alliance(seven, Scope(), Filters()).why == NO_TOTALS
    nothing = alliance.alliance(seven, ALL, Filters(until=datetime.date(1999, 1, 1)))
    assert nothing.why.startswith("Nothing in the data for")


def test_answers_repeat_and_the_noise_is_that_of_the_whole_practice(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    first = alliance.alliance(warehouse, ALL, Filters()).as_dict()
    assert alliance.alliance(warehouse, ALL, Filters()).as_dict() == first
    site = alliance.alliance(warehouse, ALL, Filters(site="Tannery Lane"))
    assert site.dips.false_signals_per_100_sessions == first["dips"]["false_signals_per_100_sessions"]
    assert 1 < site.dips.false_signals_per_100_sessions < 5
