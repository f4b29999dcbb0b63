"""Test of forty nightly imports by a script: exit statuses, messages, and the effect of undo.

Most nights bring nothing new; one delivery is bad, one refused, one killed, one meets a full disk, and the product is
upgraded in between.
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import first_practices
from tests.support.server import ROOT

pytestmark = pytest.mark.slow

NIGHTS, FIRST_NIGHT = 40, datetime.date(2026, 8, 22)
REFUSED_NIGHT, KILLED_NIGHT, UPGRADE_NIGHT, FULL_NIGHT, BAD_NIGHT = (
    9,
    17,
    20,
    26,
    36,
)  # 17, 26: with new sessions
DISK_MB = 120  # room for eleven versions, one that is built, and what a killed import left behind
WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")


@dataclass(frozen=True)
class Night:
    """Result of one night: exit status, JSON document (None if there is none), standard error."""

    status: int
    document: dict | None
    err: str


@dataclass(frozen=True)
class Computer:
    """Test computer: a data folder on a small disk, and an older release of the product."""

    data: Path
    exports: Path
    older: Path

    def command(self, *arguments: str) -> list[str]:
        """Return the command line for these arguments, to be run without superuser rights."""
        as_user = WITHOUT_RIGHTS if os.geteuid() == 0 else ()
        return [*as_user, sys.executable, "-m", "analytics", "--data", str(self.data), "--json", *arguments]

    def run(self, *arguments: str, release: Path = ROOT) -> Night:
        done = subprocess.run(
            self.command(*arguments), cwd=release, capture_output=True, text=True, timeout=300
        )
        return Night(done.returncode, json.loads(done.stdout) if done.stdout.strip() else None, done.stderr)

    def killed(self, *arguments: str, release: Path) -> None:
        """Start a command, and kill it with all its child processes once it begins to write."""
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=release,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 60
        while not list((self.data / "practice" / "building").glob("import-*")) and time.monotonic() < end:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def fill_disk(self) -> Path:
        """Fill the disk except for 300 kB; return the file that fills it."""
        filler = self.data / "filler"
        room = os.statvfs(self.data)
        with filler.open("wb") as file:
            file.write(b"\0" * (room.f_bavail * room.f_frsize - 300_000))
        return filler


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    data, exports, older = tmp_path / "data", tmp_path / "exports", tmp_path / "older"
    data.mkdir()
    exports.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=700", "tmpfs", str(data)],
            capture_output=True,
        ).returncode
    )
    if not mounted:
        pytest.skip("a small disk of its own needs the right to mount one")
    for package in ("analytics", "sample_data"):
        shutil.copytree(ROOT / package, older / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", older)
    marts = older / "analytics" / "sql" / "marts" / "05_rule.sql"
    marts.write_text("-- An older release.\n" + marts.read_text(encoding="utf-8"), encoding="utf-8")
    try:
        yield Computer(data, exports, older)
    finally:
        subprocess.run(["umount", str(data)], check=True)


def export(computer: Computer, night: int, *, bad: bool = False, broken: bool = False) -> Path:
    """Write the practice's export of this night; with `bad`, every ORS area is two points too high."""
    until = (FIRST_NIGHT + datetime.timedelta(days=night)).isoformat()
    rows = [row for row in first_practices.rows("with_endings") if row["Session_Date"] < until]
    if bad:
        rows = [row | {f"ORSQ{k}": _raised(row[f"ORSQ{k}"]) for k in range(1, 5)} for row in rows]
    path = computer.exports / f"night-{night:02}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    if broken:
        path.write_bytes(b"The export failed: licence expired.\n")
    return path


def _raised(points: str) -> str:
    return f"{min(10, float(points) + 2):.1f}" if points else ""


def sums(night: Night) -> tuple:
    """Return the displayed numbers that a wrong or lost delivery would change."""
    document = night.document
    return (
        document["as_of"],
        document["n"],
        document["mean_change"]["estimate"],
        document["mean_intake"]["estimate"],
        document["unplanned"]["estimate"],
    )


def test_forty_nights_tell_a_monitor_what_happened_and_undo_takes_back_the_bad_delivery_only(computer):
    had, quiet = 0, 0
    for night in range(1, NIGHTS + 1):
        release = computer.older if night < UPGRADE_NIGHT else ROOT
        before = (
            computer.run("show", "overview", release=release) if night in (BAD_NIGHT, FULL_NIGHT) else None
        )
        bad_until_noticed = night >= BAD_NIGHT
        path = export(computer, min(night, BAD_NIGHT), bad=bad_until_noticed, broken=night == REFUSED_NIGHT)
        if night == KILLED_NIGHT:
            computer.killed("import", str(path), release=release)
            continue
        filler = computer.fill_disk() if night == FULL_NIGHT else None
        said = computer.run("import", str(path), release=release)
        if filler:
            _full_disk_is_said(computer, said, before)
            filler.unlink()
            said = computer.run("import", str(path))
        if night == REFUSED_NIGHT:
            assert said.status == 3
            assert said.document["outcome"] == "reject"
            assert said.document["message"]
            continue
        assert said.status == 0, (night, said)
        assert said.document["outcome"] == "accept", (night, said.document["message"])
        nothing_new = said.document["rows_accepted"] == said.document["rows_unchanged"]
        assert said.document["nothing_new"] is nothing_new, night
        had, quiet = said.document["rows_in"], quiet + nothing_new
        if night == BAD_NIGHT:
            assert said.document["rows_corrected"] > 0.9 * had  # what a monitor would see
            good = before
    assert quiet > NIGHTS / 3
    _undo_takes_back_the_bad_delivery_only(computer, good)
    assert computer.run("check").status == 0


def _full_disk_is_said(computer: Computer, said: Night, before: Night) -> None:
    assert said.status == 5, said
    assert "disk" in said.err
    assert "full" in said.err
    assert "defect" not in said.err
    after = computer.run("show", "overview")
    assert after.status == 0
    assert sums(after) == sums(before)
    assert not [path for path in (computer.data / "practice" / "building").rglob("*") if path.is_file()]


def _undo_takes_back_the_bad_delivery_only(computer: Computer, good: Night) -> None:
    assert sums(computer.run("show", "overview")) != sums(good)
    assert computer.run("imports", "--undo").status == 0
    assert sums(computer.run("show", "overview")) == sums(good)
    assert computer.run("imports", "--redo").status == 0
    assert sums(computer.run("show", "overview")) != sums(good)
    assert computer.run("imports", "--undo").status == 0
    corrected = computer.run("import", str(export(computer, NIGHTS)))
    assert corrected.status == 0
    assert corrected.document["rows_corrected"] == 0  # nothing of the bad delivery is left to correct
