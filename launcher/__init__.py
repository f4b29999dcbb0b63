"""Modules of start.py: creation and repair of the environment `.venv`, and the server process."""
