"""Holdfast's arithmetic: plain Python and SQL, usable from a page, a notebook or a nightly job.

Nothing in here imports Streamlit or Plotly.
"""

__version__ = "0.1.0"
