"""The Overview page rewritten in pandas, for comparison of its run time.

BENCH_CSV names the export; with BENCH_CACHED the typed sessions are kept by `st.cache_data`, else the file is
read on each rerun. Charts are `graph_objects` with arrays, as ours; what remains is the data work.
"""

import gc
import os
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from analytics.definitions import DEFAULTS
from analytics.filters import Filters
from benchmarks.pandas_episodes import BETTER, column, kept, sessions
from benchmarks.pandas_suite import Suite
from sample_data.parameters import DATA_DATE

YEARS = {"Last 12 months": 1, "Last 24 months": 2, "All data": None}


@st.cache_resource
def _frozen() -> None:
    gc.collect()
    gc.freeze()


_frozen()
load = st.cache_data(sessions) if os.environ.get("BENCH_CACHED") else sessions
frame = load(Path(os.environ["BENCH_CSV"]))
years = YEARS[st.sidebar.selectbox("Period", list(YEARS), key="period")]
filters = Filters(
    since=DATA_DATE.replace(year=DATA_DATE.year - years) if years else None,
    until=DATA_DATE,
    episodes="closed",
)
suite = Suite(frame, DEFAULTS, DATA_DATE, keep=True)
found = suite.selected(filters)
scored = kept(found, column(found, "assessable"))
counted = kept(found, column(found, "counts"))
shares = {
    "Clearly better": column(scored, "outcome").isin(BETTER).mean(),
    "Recovered": (scored["outcome"] == "recovered").sum() / scored["below"].sum(),
    "Ended unplanned": counted["unplanned"].mean(),
}
for place, (name, share) in zip(st.columns(3), shares.items(), strict=True):
    place.metric(name, f"{100 * share:.0f} in 100")
ended = suite.months_ended(filters)
early = suite.months_early_alliance(
    filters.replace(since=None, until=None, episodes="all"), filters.since, filters.until
)
forms = suite.months_forms(filters)
seen = suite.months_intake(filters.replace(since=None, until=None, episodes="all"))
charts = {
    "Improved": [(row[0], row[2] / max(row[1], 1)) for row in ended],
    "Unplanned": [(row[0], row[4] / max(row[3], 1)) for row in ended],
    "Early alliance": [(row[0], row[2] / row[1]) for row in early],
    "Forms": [(row[0], row[3] / row[1]) for row in forms],
    "Starts": [(row[0], row[1]) for row in seen],
}
for name, points in charts.items():
    figure = go.Figure(go.Scatter(x=[x for x, _ in points], y=[y for _, y in points], name=name))
    st.plotly_chart(figure, key=name)
st.dataframe([{"month": row[0], "ended": row[1], "improved": row[2]} for row in ended])
