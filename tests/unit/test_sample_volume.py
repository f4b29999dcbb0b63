"""The big files for timing: the rows asked for, their dirt counted, the same bytes from the same seed."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from sample_data import volume

ROWS = 20_000


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, volume.Volume]:
    path = tmp_path_factory.mktemp("volume") / "big.csv"
    return path, volume.write_volume(path, ROWS, seed=5)


@pytest.fixture(scope="module")
def rows(made) -> list[dict[str, str]]:
    with made[0].open(encoding="ascii", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_and_dirt_are_as_counted(made, rows):
    told = made[1]
    assert len(rows) == told.rows == ROWS
    assert made[0].stat().st_size == told.bytes
    by_key = defaultdict(list)
    for row in rows:
        by_key[row["client_id"], row["session_date"]].append(tuple(row.values()))
    twice = [found for found in by_key.values() if len(found) > 1]
    assert all(len(found) == 2 for found in twice)
    assert sum(a == b for a, b in twice) == told.duplicates > 0
    assert sum(a != b for a, b in twice) == told.conflicts > 0
    assert sum(row["ors_individual"] == "12.5" for row in rows) == told.out_of_range > 0
    assert told.accepted == ROWS - told.out_of_range - told.duplicates - 2 * told.conflicts


def test_scores_are_exact_and_dates_in_order(rows):
    assert [row["session_date"] for row in rows] == sorted(row["session_date"] for row in rows)
    for row in rows:
        for scale in ("ors", "srs"):
            cells = [row[name] for name in volume.HEADER if name.startswith(scale)]
            assert all(cells) or not any(cells)
            assert not cells[0] or sum(map(Decimal, cells[:4])) == Decimal(cells[4])


def test_shape_is_that_of_practices(rows):
    caseload = Counter(row["therapist"] for row in rows)
    assert len(caseload) >= 20
    assert max(caseload.values()) > 4 * sorted(caseload.values())[len(caseload) // 2]
    assert 0.02 < sum(not row["ors_total"] for row in rows) / ROWS < 0.04
    assert 0.10 < sum(not row["srs_total"] for row in rows) / ROWS < 0.14


def test_same_seed_same_bytes_and_quick(made, tmp_path):
    started = time.process_time()
    volume.write_volume(tmp_path / "again.csv", ROWS, seed=5)
    assert time.process_time() - started < 1.0
    assert (tmp_path / "again.csv").read_bytes() == made[0].read_bytes()


@pytest.mark.parametrize("n", [1, 2, 137])
def test_exact_small_numbers_of_clean_rows(tmp_path, n):
    told = volume.write_volume(tmp_path / "small.csv", n, dirt=False)
    assert told.accepted == n
    assert len((tmp_path / "small.csv").read_bytes().splitlines()) == n + 1
