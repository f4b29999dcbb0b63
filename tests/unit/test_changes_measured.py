"""How often Overview's charts by month speak of a change: where nothing changes, and where something does.

All on made-up practices (`tests.support.simulate_months`) other than those that the thresholds were calibrated with.
Figures of the rule before (three sigma or eight in a row, limits from the first 24 points) are constants, measured with
the same simulator and seeds; they are net: said in the right direction, less the same said where nothing changes.
"""

import datetime

import numpy as np
import pytest

from analytics.filters import month_start
from analytics.outcomes import changes
from analytics.outcomes.month_counts import Count
from analytics.outcomes.months import one_series
from analytics.stats import change_point
from tests.support.calibrate_change_point import statistics
from tests.support.simulate_months import MEASURES, STEPS, Months, Step, months, practices

THRESHOLDS = {
    "reliable_improvement": change_point.SHARES,
    "unplanned": change_point.SHARES,
    "early_alliance": change_point.MEANS,
    "forms": change_point.REPEATED_SHARES,
}
GROWING = tuple((0, points) for points in (24, 27, 30, 33, 36))  # months of five quarterly looks
BEGINS_ANEW = (
    (0, 27),
    (0, 30),
    (0, 33),
    (12, 36),
    (12, 39),
)  # the period of a page starts with a calendar year
STEP = 0.12  # of shares of clients
OLD_NET = {  # (points, months ago) -> 900 practices: improvement 50 to 38 in 100, unplanned 28 to 40
    (22, 6): (0.066, 0.129),
    (22, 12): (0.172, 0.183),
    (34, 6): (0.278, 0.396),
    (34, 12): (0.627, 0.652),
    (46, 6): (0.284, 0.407),
    (46, 12): (0.699, 0.707),
}
OLD_FALSE = {22: 0.278, 34: 0.559, 46: 0.716}  # the same 900 practices


def said(series: Months, first: int, last: int) -> np.ndarray:
    """Return -1, 0 or 1 per practice: what is said of the months from `first` to before `last`."""
    part = Months(series.measure, series.total[:, first:last], series.n[:, first:last])
    found = statistics(part, last - first)[0]
    beyond = np.abs(found) > change_point.threshold(last - first, THRESHOLDS[series.measure])
    return np.sign(found) * beyond


def false_share(unchanged: dict[str, Months], looks) -> float:
    """Return the share of practices of which any chart is called changed at any of these looks."""
    return float(
        np.mean(np.any([said(one, *look) != 0 for one in unchanged.values() for look in looks], axis=0))
    )


def net_power(measure: str, points: int, ago: int, number: int) -> float:
    """Return the share of practices whose change is found, less those found without one; mean of three months.

    The newest complete quarter ends with the newest complete month, or one or two months before.
    """
    step = Step(points - ago, STEPS[measure])
    changed = months(np.random.default_rng([5, points, ago]), measure, number, points, step)
    unchanged = practices([3, points], number, points)[measure]
    up = np.sign(STEPS[measure])
    ends = (points, points - 1, points - 2)
    return float(
        np.mean(
            [(said(changed, 0, end) == up).mean() - (said(unchanged, 0, end) == up).mean() for end in ends]
        )
    )


def counts(series: Months, practice: int) -> list[Count]:
    """Return the months of one practice from January 2023 on."""
    rows = zip(series.n[practice], series.total[practice], strict=True)
    return [
        Count(month_start(datetime.date(2023, 1, 1), -at), int(n), float(total))
        for at, (n, total) in enumerate(rows)
    ]


def last_day(series: Months) -> datetime.date:
    """Return the last day of a simulated series."""
    return month_start(datetime.date(2023, 1, 1), -series.n.shape[1]) - datetime.timedelta(days=1)


def test_few_unchanged_practices_read_of_a_change():
    unchanged = practices(71, 250, 39)
    for points in (22, 34):
        assert false_share(unchanged, [(0, points)]) <= 0.07 < OLD_FALSE[points] - 0.2
    assert false_share(unchanged, GROWING) <= 0.14
    assert false_share(unchanged, BEGINS_ANEW) <= 0.16


def test_a_lasting_change_is_found_as_often_as_by_the_rule_before():
    for points, ago in ((22, 12), (34, 12)):
        assert net_power("reliable_improvement", points, ago, 250) >= OLD_NET[points, ago][0] - 0.05


@pytest.mark.slow
@pytest.mark.parametrize("points", [22, 34, 46])
def test_false_changes_at_one_look(points):
    """Goal: at most 6 of 100 practices, over four charts."""
    unchanged = practices([72, points], 1000, points)
    found = false_share(unchanged, [(0, points)])
    assert found <= 0.06
    stated = 1 - np.prod([1 - rates[changes.LOOK] for rates in changes.FALSE_ALARMS.values()])
    assert abs(found - stated) < 3 * np.sqrt(stated / 1000)


@pytest.mark.slow
def test_false_changes_in_a_year_of_looking():
    """Goal: at most 10 of 100 practices over twelve months; the page says what a period that begins anew gives."""
    unchanged = practices(73, 2000, 39)
    assert false_share(unchanged, GROWING) <= 0.10
    stated = 1 - np.prod([1 - rates[changes.YEAR] for rates in changes.FALSE_ALARMS.values()])
    assert abs(false_share(unchanged, BEGINS_ANEW) - stated) < 3 * np.sqrt(stated / 2000)


@pytest.mark.slow
@pytest.mark.parametrize(("points", "ago"), list(OLD_NET))
def test_no_less_power_than_the_rule_before(points, ago):
    """Goal: a lasting change of 12 points is found at least as often, net of false alarms."""
    for measure, before in zip(("reliable_improvement", "unplanned"), OLD_NET[points, ago], strict=True):
        assert net_power(measure, points, ago, 900) >= before, measure


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_date_marks_and_words_of_a_change_half_way(measure):
    """The true month lies in the range in 9 of 10; marks before it are rare; what lasts is said with "since"."""
    at, ranges, marks, too_early, lasting = 17, [], 0, 0, []
    made = months(np.random.default_rng(74), measure, 400, 36, Step(at, STEPS[measure]))
    began = month_start(datetime.date(2023, 1, 1), -at)
    for practice in range(400):
        found = one_series(measure, counts(made, practice), last_day(made))
        if found.state != "changed":
            continue
        ranges.append(found.change.since_range[0] <= began <= found.change.since_range[1])
        diamonds = [point.month for point in found.points if point.signal]
        marks, too_early = marks + len(diamonds), too_early + sum(month < began for month in diamonds)
        lasting.append(found.change.holds)
    assert np.mean(ranges) >= 0.90 - 2 * np.sqrt(0.09 / len(ranges))
    assert too_early / marks < 0.01
    assert np.mean(lasting) > 0.85


@pytest.mark.slow
def test_a_change_that_has_gone_is_told_in_the_past():
    made = months(np.random.default_rng(75), "forms", 300, 36, Step(12, -0.12, until=30))
    found = [one_series("forms", counts(made, practice), last_day(made)) for practice in range(300)]
    changed = [one for one in found if one.state == "changed"]
    assert len(changed) > 200
    assert np.mean([one.word.startswith("Was lower") for one in changed]) > 0.95


@pytest.mark.slow
@pytest.mark.parametrize("points", [22, 34, 46])
def test_unusual_months_where_nothing_changes(points):
    """At one look, over four charts, not more often than the page says."""
    unchanged = practices([76, points], 800, points)
    quiet = np.ones(800, dtype=bool)
    for measure, made in unchanged.items():
        found = [one_series(measure, counts(made, practice), last_day(made)) for practice in range(800)]
        quiet &= np.array([one.state != "unusual_month" for one in found])
    stated = 1 - np.prod([1 - rates[changes.UNUSUAL] for rates in changes.FALSE_ALARMS.values()])
    assert 1 - quiet.mean() <= stated + 2 * np.sqrt(stated / 800)
