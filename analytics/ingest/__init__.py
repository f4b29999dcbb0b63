"""Any export becomes sessions: read -> recognise -> type -> consolidate, every row accounted for.

`deliver` is the door. Recognition is data (`headers.toml`, `closures.toml`, `words.toml`), typing and
consolidation are SQL (`analytics/sql/staging`), and the work happens in a limited process of its own.
`KINDS` are the endings of the files that can be read; the content decides.
"""

from analytics.ingest.answering import WrongAnswer
from analytics.ingest.delivery import ImportFailed, deliver, make_ready
from analytics.ingest.report import ImportReport

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

__all__ = ["KINDS", "ImportFailed", "ImportReport", "WrongAnswer", "deliver", "make_ready"]
