"""Statistics, counting rules and storage of Holdfast in Python and SQL, for pages, notebooks, nightly jobs.

No module of this package imports Streamlit or Plotly.
"""

__version__ = "0.1.0"
