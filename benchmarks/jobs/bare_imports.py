"""Memory baseline (floor): a process that imports Streamlit and DuckDB and does nothing else."""

import duckdb  # noqa: F401
import streamlit  # noqa: F401
