"""Tests of the main reason shown for a caseload client, and of the question suggested with it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from analytics import caseload, client
from analytics.access import Scope, this_computer
from analytics.client import conversation_prompts
from analytics.filters import Filters
from analytics.store import DataFolder
from tests.support import practice

EVERYBODY: Scope = this_computer().scope
LAST = datetime.date(2026, 9, 28)

# client -> (ORS by session, SRS by session); weekly sessions up to LAST. None: form not filled in.
UP, STEADY = [15, 18, 21, 24, 26], [38.0, 38.2, 37.9, 38.1, 38.0]
CLIENTS = {
    # a fall of 12 now, and a drop 8 forms ago
    "far-fall-old-drop": (
        [30, 30, 29, 29, 28, 28, 27, 26, 25, 24, 20, 18],
        [40, 40, 40, 34, 36.5, 36, 36.2, 36.5, 36.4, 36.5, 36.6, 36.6],
    ),
    # the same drop, no other trouble: nothing stale leads, it is a quiet fact
    "only-old-drop": (
        [15, 17, 19, 21, 23, 24, 25, 26, 27, 27, 28, 28],
        [40, 40, 40, 34, 36.5, 36, 36.2, 36.5, 36.4, 36.5, 36.6, 36.6],
    ),
    # an old drop, far down and still under the ask line, and a small fall that is recent
    "low-drop-small-fall": (
        [25, 25, 25, 25, 25, 24, 23, 22, 21, 21, 20, 19.5],
        [40, 40, 40, 33, 33, 33, 33, 33, 33, 33, 33, 33],
    ),
    # three forms after its onset a drop is still news, four forms after it no longer
    "last-of-the-new": ([15, 17, 19, 21, 23, 24, 25], [40, 40, 40, 34, 34, 34, 34]),
    "first-of-the-old": ([15, 17, 19, 21, 23, 24, 25, 26], [40, 40, 40, 34, 34, 34, 34, 34]),
    # the new level is the baseline: a further fall is another drop, a form that is back ends the quiet line
    "further-drop": ([15, 17, 19, 21, 23, 24, 25, 26, 27], [40, 40, 40, 34, 34, 34, 34, 34, 28]),
    "came-back-late": ([15, 17, 19, 21, 23, 24, 25, 26, 27], [40, 40, 40, 34, 34, 34, 34, 34, 40]),
    # a repair of the second drop leaves the first where it is
    "second-repaired": ([15, 17, 19, 21, 23, 24, 25, 26, 27, 27], [40, 40, 40, 34, 34, 34, 34, 34, 28, 34]),
    # two earlier forms are too few
    "two-forms-before": (UP[:3], [40, 40, 30]),
    "low-drop": ([15, 17, 19, 21, 23, 24, 25, 26, 27], [40, 40, 40, 33, 33, 33, 33, 33, 33]),
    # a drop in the last session, and a fall of 5.5: the drop leads; beyond reliable change the fall does
    "new-drop-small-fall": ([25, 24, 22, 21, 19.5], [38, 38, 38, 38, 30]),
    "new-drop-far-fall": ([25, 24, 22, 20, 15], [38, 38, 38, 38, 30]),
    "new-drop": (UP, [38, 38, 38, 38, 30]),
    "far-fall": ([25, 24, 22, 20, 15], STEADY),
    # the fall is many sessions old, the slide is not
    "old-fall-slide": ([25, 19, 15] + [None] * 6, [38, 38, 38, 38, 38, 38, 37.2, 36.5, 35.8]),
    "slide": (UP, [38.5, 38, 37.5, 36.8, 35.9]),
    "early-low": (UP, [33, 33, 33, 33, 33]),
    "early-low-far-fall": ([25, 24, 22, 20, 15], [33, 33, 33, 33, 33]),
    "no-srs": (UP, [38, 38, None, None, None]),
    "no-srs-far-fall": ([25, 24, 22, 20, 15], [38, 38, None, None, None]),
    "nothing": (UP, STEADY),
}
LEADS = {
    "far-fall-old-drop": ("falling", 12, "talk_first", "falling"),
    "only-old-drop": ("settled", 4, "watch", "overall"),
    "low-drop-small-fall": ("falling", 12, "talk_first", "falling"),
    "last-of-the-new": ("drop", 4, "talk_first", "drop"),
    "first-of-the-old": ("settled", 4, "watch", "overall"),
    "further-drop": ("drop", 9, "talk_first", "drop"),
    "came-back-late": (None, None, "as_expected", None),
    "second-repaired": ("settled", 4, "watch", "overall"),
    "two-forms-before": (None, None, "as_expected", None),
    "low-drop": ("settled", 4, "watch", "overall"),
    "new-drop-small-fall": ("drop", 5, "talk_first", "drop"),
    "new-drop-far-fall": ("falling", 5, "talk_first", "falling"),
    "new-drop": ("drop", 5, "talk_first", "drop"),
    "far-fall": ("falling", 5, "talk_first", "falling"),
    "old-fall-slide": ("slide", 9, "talk_first", "overall"),
    "slide": ("slide", 5, "talk_first", "overall"),
    "early-low": ("early_low", 5, "talk_first", "overall"),
    "early-low-far-fall": ("falling", 5, "talk_first", "falling"),
    "no-srs": ("no_srs", 5, "watch", "missing"),
    "no-srs-far-fall": ("falling", 5, "talk_first", "falling"),
    "nothing": (None, None, "as_expected", None),
}


def sessions(code: str, ors: list, srs: list, last: datetime.date = LAST) -> list[dict]:
    """Return the weekly sessions of one client, the last of them on `last`."""
    days = [last - datetime.timedelta(days=7 * back) for back in reversed(range(len(ors)))]
    return [
        practice.session(code, day.isoformat(), ors=_points(well), srs=_points(together))
        for day, well, together in zip(days, ors, srs, strict=True)
    ]


def _points(score):
    return None if score is None else Decimal(str(score))


def opened(folder, clients: dict, **options):
    """Return (store, caseload clients by code) of a practice with these clients."""
    rows = [row for code, (ors, srs) in clients.items() for row in sessions(code, ors, srs)]
    store = practice.practice(folder, rows, **options)
    answer = caseload.caseload(store.warehouse(), EVERYBODY, Filters())
    return store, {one.client_id: one for one in answer.clients}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("reasons"), CLIENTS)


@pytest.mark.parametrize("code", CLIENTS)
def test_the_most_serious_and_most_recent_reason_leads(made, code):
    one = made[1][code]
    reason, session, tier, _ = LEADS[code]
    assert (one.reason, one.reason_session, one.tier) == (reason, session, tier)
    assert one.reasons[:1] == ((reason,) if reason else ())
    assert one.sentence == (one.fired[0].sentence if reason else one.sentence)


@pytest.mark.parametrize("code", CLIENTS)
def test_the_question_on_row_and_timeline_fits_the_leading_reason(made, code):
    store, clients = made
    one, key = clients[code], LEADS[code][3]
    found = client.timeline(store.warehouse(), EVERYBODY, one.record_id)
    assert (found.ask and found.ask.key) == key
    assert (found.reason and found.reason.code) == one.reason
    assert conversation_prompts.for_reason(one.reason, None, one.change) == key


def test_an_old_drop_is_a_quiet_fact_with_its_size(made):
    one = made[1]["only-old-drop"]
    assert (one.settled.points, one.settled.since_session) == (3.5, 4)
    assert "has settled 3.5 points lower since session 4" in one.sentence
    assert made[1]["far-fall-old-drop"].settled is not None
    assert made[1]["far-fall-old-drop"].reasons == ("falling", "settled")
    assert made[1]["new-drop"].settled is None
    assert made[1]["nothing"].settled is None


def test_an_old_drop_is_quiet_however_low_the_alliance_stays(made):
    assert made[1]["low-drop"].sentence == "The alliance has settled 7.0 points lower since session 4."
    assert made[1]["further-drop"].reasons == ("drop", "settled")
    assert "fell 6.0 points" in made[1]["further-drop"].sentence
    assert (
        client.timeline(
            made[0].warehouse(), EVERYBODY, made[1]["further-drop"].record_id
        ).last_drop.session_no
        == 9
    )


def test_somebody_who_came_back_is_asked_nothing_about_the_old_drop(tmp_path):
    back = {"back": (UP + [27, 28, 28, 29, 30], [38, 38, 38, 30, 30, 30, 30, 38, 38, 38])}
    store, clients = opened(tmp_path, back)
    found = client.timeline(store.warehouse(), EVERYBODY, clients["back"].record_id)
    assert (clients["back"].reason, found.ask) == (None, None)


def test_not_seen_lately_is_not_asked_about_a_form(tmp_path):
    store = practice.practice(tmp_path, sessions("away", UP, STEADY, LAST - datetime.timedelta(days=30)))
    one = caseload.caseload(store.warehouse(), EVERYBODY, Filters()).clients[0]
    assert (one.reason, one.tier) == ("away", "watch")
    assert client.timeline(store.warehouse(), EVERYBODY, one.record_id).ask is None


def test_without_any_srs_nobody_is_listed_for_a_missing_one(tmp_path):
    clients = {f"c{n}": ([15, 17, 19, 21, 23, 25], [None] * 6) for n in range(3)}
    store, found = opened(tmp_path, clients)
    assert {one.tier for one in found.values()} == {"as_expected"}
    assert not any(one.reasons for one in found.values())
    answer = caseload.caseload(store.warehouse(), EVERYBODY, Filters())
    assert not answer.has_srs
    timeline = client.timeline(store.warehouse(), EVERYBODY, answer.clients[0].record_id)
    assert (timeline.has_srs, timeline.ask) == (False, None)


def test_client_54452_of_the_sample_leads_with_the_fall(sample_folder):
    """For a client with a large fall of the ORS and an old alliance drop, the fall is the main reason.

    Client 54452 of the sample: the ORS fell by 12.2, the drop was 15 sessions ago, the SRS is 36.6 now.
    """
    warehouse = DataFolder(sample_folder).sample.warehouse()
    one = next(
        row for row in caseload.caseload(warehouse, EVERYBODY, Filters()).clients if row.client_id == "54452"
    )
    assert (one.reason, one.tier, one.change, one.last_srs) == ("falling", "talk_first", -12.2, 36.6)
    assert (one.settled, one.reason_session) == (None, one.sessions), "two forms at 40 are no level"
    found = client.timeline(warehouse, EVERYBODY, one.record_id)
    assert found.ask.key == "falling"


def test_nothing_stale_leads_anywhere_in_the_sample(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    found = caseload.caseload(warehouse, EVERYBODY, Filters())
    repair = warehouse.version.definitions.dips.repair_sessions
    for one in found.clients:
        if one.reason == "drop":
            since = [score for score in one.srs_path[one.reason_session :] if score is not None]
            assert len(since) <= repair
        assert one.reason == (one.reasons[0] if one.reasons else None)


def test_a_drop_at_the_newest_form_is_not_said_to_last(made):
    """A drop at the newest form is not described as lasting, because there is no later form."""
    assert made[1]["new-drop"].sentence.endswith("at session 5, the last with an SRS.")
    assert "has not come back yet" in made[1]["last-of-the-new"].sentence
