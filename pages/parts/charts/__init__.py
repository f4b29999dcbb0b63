"""One file per chart: `draw(answer, **options) -> go.Figure | None`, numpy arrays in, no Streamlit, no arithmetic.

`spec` gives every figure the common look and puts it on the page.
"""
