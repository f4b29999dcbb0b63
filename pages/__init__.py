"""Streamlit pages: one folder per page, shared components (`ui`), frame of all pages (`shell`), `server`."""
