-- Lists new client codes that are a stored one with an addition, where the delivery does not have the stored one,
-- one row each: the code, the stored code, its number of sessions.
SELECT d.client_id AS code, min(h.client_id) AS known, d.n_sessions
FROM delivered_client AS d
JOIN (SELECT DISTINCT client_id FROM stored_client) AS h ON staging.spelling(h.client_id) = staging.spelling(staging.without_copy(d.client_id))
WHERE NOT d.is_stored AND h.client_id NOT IN (SELECT client_id FROM delivered_client)
GROUP BY d.client_id, d.n_sessions HAVING count(*) = 1 ORDER BY ALL;
