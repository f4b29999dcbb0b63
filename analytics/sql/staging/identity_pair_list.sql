-- Lists the pairs of equal_session, one row each, those with most equal sessions first.
SELECT code, known, n, n_stored, is_best FROM equal_session ORDER BY n DESC, code, known;
