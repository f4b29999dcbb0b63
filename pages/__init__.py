"""Streamlit pages: one folder per page, plus shared components (`ui`), page frame (`shell`), `server`."""
