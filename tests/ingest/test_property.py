"""Any valid canonical table comes back as it was, whatever its delimiter, encoding, quoting and order."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.ingest import pipeline, profiles
from analytics.ingest.refusal import NeedsChoice, Refused
from analytics.store.staging import Staging

TODAY = datetime.date(2026, 11, 22)
ORS = ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall")
SRS = ("srs_relationship", "srs_goals", "srs_approach", "srs_overall")
SCORES = (*ORS, "ors_total", *SRS, "srs_total")
ids = st.text(st.sampled_from("abcAB019-_.,;|\"' äßø"), min_size=1, max_size=12).filter(
    lambda t: t.strip() == t and t
)
area = st.integers(0, 100).map(lambda tenths: Decimal(tenths) / 10)


@st.composite
def session(draw):
    """One session: an id, a day, a therapist, and for each scale four areas with a total, a total, or nothing."""
    row = {"client_id": draw(ids), "therapist": draw(st.none() | ids), "case_id": draw(st.none() | ids)}
    row["session_date"] = draw(st.dates(datetime.date(2000, 1, 1), TODAY))
    for areas, total in ((ORS, "ors_total"), (SRS, "srs_total")):
        given_as = draw(st.sampled_from(("areas", "both", "total", "nothing")))
        scores = [draw(area) for _ in areas]
        row |= (
            dict(zip(areas, scores, strict=True)) if given_as in ("areas", "both") else dict.fromkeys(areas)
        )
        row[total] = sum(scores) if given_as != "nothing" else None
    return row


tables = st.lists(
    session(),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row["client_id"], row["case_id"], row["session_date"]),
)


def rendered(rows, columns, delimiter, encoding, quoting, line_end) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([["" if row[name] is None else row[name] for name in columns] for row in rows])
    return out.getvalue().encode(encoding)


def read(content: bytes) -> tuple[dict, set]:
    """The report and the sessions of one file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_bytes(content)
        with Staging(Path(folder)) as staging:
            files = [("given.csv", path)]
            understood = pipeline.understand(
                staging,
                files,
                today=TODAY,
                answers={},
                remembered=profiles.Profiles(Path(folder)),
                progress=lambda *_: None,
            )
            names = ("client_id", "case_id", "session_date", "therapist", *SCORES)
            found = staging.connection.execute("FROM delivery.session").fetchall()
            columns = [column[0] for column in staging.connection.description]
            return understood.document, {tuple(row[columns.index(name)] for name in names) for row in found}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=tables,
    columns=st.permutations(["client_id", "case_id", "session_date", "therapist", *SCORES]),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_valid_table_comes_back_as_it_was(rows, columns, delimiter, encoding, quoting, line_end):
    document, found = read(rendered(rows, columns, delimiter, encoding, quoting, line_end))
    wanted = set()
    for row in rows:
        wanted.add(
            tuple(row[name] for name in ("client_id", "case_id", "session_date", "therapist", *SCORES))
        )
    assert document["rows_accepted"] == document["rows_in"] == len(rows)
    if "items_not_answered_separately" not in document["warnings"]:
        assert found == wanted


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=12), junk=st.binary(max_size=60))
def test_counts_add_up_and_nothing_breaks(rows, junk):
    head = b"client_id,session_date,therapist,ors_total,srs_total\n1,2026-01-05,T,20,30\n"
    body = "\n".join(",".join(row) for row in rows).encode("utf-8", "replace")
    try:
        document, _ = read(head + body + junk)
    except (Refused, NeedsChoice):
        return
    assert (
        document["rows_in"]
        == document["rows_accepted"] + document["rows_quarantined"] + document["rows_skipped"]
    )
    assert len(document["quarantined"]) == document["rows_quarantined"]
