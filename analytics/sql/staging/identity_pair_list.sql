-- One row per pair of equal_session.
SELECT code, known, n, n_held, is_best FROM equal_session ORDER BY n DESC, code, known;
