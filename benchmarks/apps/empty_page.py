"""Streamlit page with one button and one line of text, to time an empty click."""

import streamlit as st

st.button("Again")
st.write("Nothing here.")
