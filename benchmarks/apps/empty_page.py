"""The emptiest page that can be clicked."""

import streamlit as st

st.button("Again")
st.write("Nothing here.")
