"""Streamlit pages, one folder each; shared folders are `ui`, `shell` (page frame) and `server`."""
