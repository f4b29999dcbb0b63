"""Tests of the benchmarks' arithmetic and tables, without measuring time."""

from __future__ import annotations

import csv
import datetime

import pytest

from benchmarks import goals, pandas_episodes, pandas_suite
from benchmarks.__main__ import parsed
from benchmarks.goals import GOALS, Figure
from benchmarks.jobs.read_csv import column_types
from benchmarks.synthetic_export import split, write_volume
from benchmarks.timing import InterleavedRuns, Sample, Series, batches, run_interleaved
from sample_data.rendering import CANONICAL


def series(*walls: float, name: str = "floor") -> Series:
    return Series(name, tuple(Sample(wall, wall / 2) for wall in walls))


def test_a_series_gives_median_extremes_and_nearest_rank_percentile():
    one = series(*range(1, 21))
    assert (one.median(), one.least(), one.most()) == (10.5, 1, 20)
    assert one.percentile(95) == 19
    assert one.median("cpu") == 5.25
    assert series(7).percentile(95) == 7


def test_every_variant_runs_in_each_round_and_rounds_begin_with_another_one():
    order = []

    def job(name):
        return lambda: order.append(name) or Sample(1.0)

    found = run_interleaved({name: job(name) for name in "abc"}, reps=3, warm=1)
    assert [len(found[name].samples) for name in "abc"] == [3, 3, 3]
    assert ["".join(order[k : k + 3]) for k in range(0, 12, 3)] == ["cab", "abc", "bca", "cab"]
    assert found.contention > 0


def test_noise_is_the_spread_of_the_floor_or_the_contention():
    assert InterleavedRuns({"floor": series(1.0, 1.5)}, 1.1).noise("floor") == 1.5
    assert InterleavedRuns({"floor": series(1.0, 1.5)}, 3.0).noise("floor") == 3.0
    assert InterleavedRuns({"floor": series(1.0, 1.5)}, 3.0).noise("floor", by="cpu") == 1.5
    assert batches([1, 9, 2, 3, 3, 3], 3) == [2, 3]


@pytest.mark.parametrize(
    ("value", "noise", "judged", "verdict"),
    [(8.0, 1.0, True, "ok"), (8.1, 1.0, True, "MISS"), (8.1, 2.1, True, "noisy"), (99.0, 1.0, False, "")],
)
def test_verdicts(value, noise, judged, verdict):
    assert Figure(goal="P1b", size="1m", value=value, noise=noise, judged=judged).verdict == verdict


def test_the_table_follows_the_goals_and_ends_with_the_right_status():
    figures = [
        Figure(goal="P6", size="1m", value=34.2),
        Figure(goal="P1a", size="1m", value=2.13, note="wall 3x"),
        Figure(goal="P10a", size="1m", value=1 / 35),
    ]
    head, *rows = goals.table(figures)
    assert head[0] == "goal"
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("P1a", "2.1x", "<= 4.0x", "ok"),
        ("P6", "34.2x", "<= 50.0x", "ok"),
        ("P10a", "1/35", "<= 1/20", "ok"),
    ]
    assert goals.markdown(goals.table(figures)).splitlines()[1] == "|" + "---|" * 7
    assert goals.status(figures) == 0
    assert goals.status([*figures, Figure(goal="P6", size="20k", value=1, noise=9)]) == 2
    assert (
        goals.status(
            [
                *figures,
                Figure(goal="P6", size="20k", value=1, noise=9),
                Figure(goal="P3", size="20k", value=1.5),
            ]
        )
        == 1
    )
    assert goals.as_json(figures)[0]["limit"] == GOALS["P6"].limit


def test_options_are_checked():
    assert parsed(["--sizes", "20k,10m", "--only", "import"]).sizes == ("20k", "10m")
    with pytest.raises(SystemExit):
        parsed(["--sizes", "2k"])


def test_the_timed_export_is_what_it_says(tmp_path):
    written = write_volume(tmp_path / "a.csv", 1000)
    again = write_volume(tmp_path / "b.csv", 1000)
    assert written.path.read_bytes() == again.path.read_bytes()
    with written.path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CANONICAL
    assert len(rows) == written.rows == 1000
    assert len({(row["case_id"], row["session_no"]) for row in rows}) == written.sessions == 995
    assert sum(float(row["ors_total"] or 0) > 40 for row in rows) == written.out_of_range
    for row in rows:
        if row["srs_total"]:
            areas = sum(
                float(row[f"srs_{area}"]) for area in ("relationship", "goals", "approach", "overall")
            )
            assert areas == pytest.approx(float(row["srs_total"]))
    parts = [tmp_path / "p0.csv", tmp_path / "p1.csv"]
    split(written.path, parts, 600)
    assert [len(part.read_text(encoding="utf-8").splitlines()) for part in parts] == [601, 401]


def test_the_floor_gives_every_column_a_type():
    types = column_types(list(CANONICAL))
    assert list(types) == list(CANONICAL)
    assert (types["ors_total"], types["session_date"], types["client_id"]) == (
        "DECIMAL(4,1)",
        "DATE",
        "VARCHAR",
    )


def test_every_question_of_the_pandas_suite_has_a_method_and_columns(tmp_path):
    frame = pandas_episodes.sessions(write_volume(tmp_path / "a.csv", 1000).path)
    from analytics.definitions import DEFAULTS

    suite = pandas_suite.Suite(frame, DEFAULTS, datetime.date(2026, 9, 30), keep=True)
    assert all(callable(getattr(suite, name)) for name in pandas_suite.COLUMNS)
    rows = suite.outcome_kinds(None)
    assert all(len(row) == len(pandas_suite.COLUMNS["outcome_kinds"]) for row in rows)
    assert sum(row[0] for row in rows) == frame["episode"].nunique()
