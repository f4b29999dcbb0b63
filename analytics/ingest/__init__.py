"""Import of session data: any export is read into sessions, and every row is accounted for.

The stages are read, recognise, type and consolidate. `deliver` imports files; a notebook can give one data frame or
DuckDB relation:

    from analytics.ingest import import_table
    report = import_table(frame, data="my-data", answers={"date_order": "day_first"})
    print(report.message, report["rows_accepted"])

Recognition is data (`headers.toml`, `closures.toml`, `words.toml`), typing and
consolidation are SQL (`analytics/sql/staging`), and the work happens in a limited process of its own.
`KINDS` are the endings of the files that can be read; the content decides.
"""

from analytics.ingest.answering import WrongAnswer
from analytics.ingest.delivery import ImportFailed, deliver, make_ready
from analytics.ingest.notebook import import_table
from analytics.ingest.rows.report import ImportReport

KINDS = (
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xlsm",
    "xlsb",
    "xls",
    "ods",
    "parquet",
    "json",
    "ndjson",
    "jsonl",
    "zip",
)

__all__ = ["KINDS", "ImportFailed", "ImportReport", "WrongAnswer", "deliver", "import_table", "make_ready"]
