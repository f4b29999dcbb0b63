"""Keys and allowed answers of the questions about clients and therapists in a delivery.

This module imports nothing, so that it can be loaded quickly when an import is prepared.
"""

RENUMBERED, FOREIGN = "identity:renumbered", "identity:foreign"  # keys of the questions
MAP, NEW, OURS, STOP = "map", "new", "ours", "stop"  # and of their answers
STOPPED = "The import was stopped, as answered. Nothing was changed."
WITHOUT_ZEROS, CLIENT_NAMES = "ids", "client_column"
JOIN, APART = "join", "apart"
USE, HASH, LEAVE_OUT = "use", "hash", "leave_out"
KEYS = {RENUMBERED: (MAP, NEW, STOP), FOREIGN: (OURS, STOP)}
KEYS |= {WITHOUT_ZEROS: (JOIN, APART), CLIENT_NAMES: (USE, HASH, LEAVE_OUT)}
