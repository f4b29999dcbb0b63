"""Statistics, counting rules (definitions) and data storage, for pages, notebooks and nightly jobs.

No module of this package imports Streamlit or Plotly.
"""

__version__ = "0.1.0"
