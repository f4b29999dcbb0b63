"""Typing and joining: from text cells to typed rows, joined files and sessions, every row accounted for."""
