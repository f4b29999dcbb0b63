"""Tests that the shipped exports contain the same sessions, no names and no item wording."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from sample_data.closures import WORDS
from sample_data.rendering import CANONICAL

SHIPPED = Path(__file__).parents[2] / "sample_data"
WORD_TO_CLASS = {word: name for name, words in WORDS.items() for word, _ in words} | {"": ""}
ORS = ("individual", "interpersonal", "social", "overall")
SRS = ("relationship", "goals", "approach", "overall")
SCORES = [*(f"ors_{a}" for a in ORS), "ors_total", *(f"srs_{a}" for a in SRS), "srs_total"]
WHO = (
    "client_id",
    "case_id",
    "session_no",
    "session_date",
    "therapist",
    "site",
    "program",
    "age_group",
    "orientation",
)
OPENFIT_WHO = (
    "Client_ID",
    "Case_ID",
    "Session_ID",
    "Session_Date",
    "Provider_ID",
    "Service_Location",
    "Episode_Program",
    "Client_Age_Group",
    "Episode_Orientation",
)
# Words that only the licensed forms use; the areas have neutral names here.
FORBIDDEN = ("heard", "understood", "respected", "good fit", "worked on", "well-being", "wellbeing", "felt ")


def read(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def canonical() -> dict:
    return {(r["case_id"], r["session_no"]): r for r in read("canonical_sessions.csv")}


@pytest.fixture(scope="module")
def openfit() -> list[dict[str, str]]:
    return read("holdfast-sample-openfit.csv")


@pytest.fixture(scope="module")
def administrations() -> list[dict[str, str]]:
    return read("holdfast-sample-administrations.csv")


def summed(areas: list[str], total: str) -> str:
    return str(sum(map(Decimal, areas))) if all(areas) else total


def test_canonical_sessions_are_exact(canonical):
    rows = read("canonical_sessions.csv")
    assert tuple(rows[0]) == CANONICAL
    assert len(canonical) == len(rows)
    keys = [(r["client_id"], int(r["episode_no"]), int(r["session_no"])) for r in rows]
    assert keys == sorted(keys)
    for r in rows:
        assert r["ors_total"] == summed([r[f"ors_{a}"] for a in ORS], r["ors_total"])
        assert r["srs_total"] == summed([r[f"srs_{a}"] for a in SRS], r["srs_total"])
        assert (r["ors_version"] == "") == (r["ors_total"] == "")
        assert r["ors_version"] != "CORS" or r["age_group"] == "child"
        assert r["rater"] == "self"
    assert any(r["client_id"].startswith("0") for r in rows)
    assert {r["closure"] for r in rows} == {"", *WORDS}


def test_openfit_holds_the_canonical_sessions(openfit, canonical):
    assert len(openfit) == len(canonical)
    for row in openfit:
        expected = canonical[row["Case_ID"], row["Session_ID"]]
        mine = {ours: row[theirs] for ours, theirs in zip(WHO, OPENFIT_WHO, strict=True)}
        for scale, areas in (("ors", ORS), ("srs", SRS)):
            items = [row[f"{scale.upper()}Q{k}"] for k in range(1, 5)]
            mine |= dict(zip((f"{scale}_{a}" for a in areas), items, strict=True))
            mine[f"{scale}_total"] = summed(items, row[f"Total_{scale.upper()}"])
            assert row[f"{scale.upper()}_Skip"] == ("N" if mine[f"{scale}_total"] else "Y")
            assert not (items[0] and row[f"Total_{scale.upper()}"]), "areas or a total, not both"
        assert mine == {name: expected[name] for name in (*WHO, *SCORES)}
        assert WORD_TO_CLASS[row["Episode_Closure_Reason"]] == expected["closure"]
        assert row["Case_Date"] <= row["Session_Date"]


def test_administrations_hold_the_canonical_sessions(administrations, canonical):
    seen: dict[tuple[str, str], dict[str, str]] = {}
    names = ("client", "case", "session", "date", "therapist", "site", "program", "age_group", "orientation")
    for row in administrations:
        mine = seen.setdefault((row["case"], row["session"]), {})
        mine |= dict(zip(WHO, (row[n] for n in names), strict=True))
        scale, areas = ("ors", ORS) if row["measure"].endswith("ORS") else ("srs", SRS)
        assert row["measure"].startswith("C") == (row["age_group"] == "child")
        assert f"{scale}_total" not in mine
        mine |= {f"{scale}_{a}": row[a] for a in areas} | {f"{scale}_total": row["total"]}
        other = set(ORS) ^ set(SRS)
        assert not any(row[a] for a in other - set(areas))
        expected = canonical[row["case"], row["session"]]
        assert WORD_TO_CLASS[row["closure_reason"]] == expected["closure"]
    assert set(seen) == set(canonical)
    for key, mine in seen.items():
        assert mine == {name: canonical[key][name] for name in (*WHO, *SCORES)}


def test_one_closure_per_case(openfit):
    by_case: dict[str, set[str]] = {}
    for row in openfit:
        by_case.setdefault(row["Case_ID"], set()).add(row["Episode_Closure_Reason"])
    assert all(len(words) == 1 for words in by_case.values())


def test_no_client_name_no_address_no_item_wording(openfit):
    assert not {"Client_FirstName", "Client_LastName", "Client_Gender"} & set(openfit[0])
    assert {row["Provider_Email"] for row in openfit} == {""}
    assert all(re.fullmatch(r"[A-Z]\.", row["Provider_FirstName"]) for row in openfit)
    for path in SHIPPED.iterdir():
        if path.suffix in (".csv", ".json", ".py"):
            text = path.read_text(encoding="utf-8").lower()
            assert not [word for word in FORBIDDEN if word in text], path.name
            if path.suffix == ".csv":
                assert b"\r" not in path.read_bytes()
