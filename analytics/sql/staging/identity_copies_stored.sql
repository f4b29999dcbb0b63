-- Lists new client codes that are a stored one with an addition, where the delivery does not have the stored one,
-- one row each: the code, the stored code, its number of sessions.
SELECT d.client_id AS code, min(h.client_id) AS known, d.n_sessions
FROM (SELECT *, staging.without_copy(client_id) AS original FROM delivered_client WHERE NOT is_stored AND original IS NOT NULL) AS d
JOIN (SELECT DISTINCT client_id, spelling FROM stored_client) AS h ON h.spelling = staging.spelling(d.original)
WHERE h.client_id NOT IN (SELECT client_id FROM delivered_client)
GROUP BY d.client_id, d.n_sessions HAVING count(*) = 1 ORDER BY ALL;
