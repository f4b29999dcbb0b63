-- Lists pairs of a new therapist and a stored one who stopped before, one row each. n: clients whose last session
-- before the new one began was with the stored one and who went on with the new one; n_going_on: clients of the
-- stored one who went on at all.
WITH fresh AS (SELECT therapist AS code, first_day FROM delivered_therapist WHERE NOT is_stored),
sessions AS (
    SELECT c.client_id, t.therapist, s.session_date
    FROM old.mart.session AS s JOIN stored_client AS c USING (client_key) JOIN stored_therapist AS t USING (therapist_key)
    WHERE t.therapist IS NOT NULL
    UNION ALL
    SELECT client_id, therapist, session_date FROM delivery.session WHERE file_no IS NOT NULL AND therapist IS NOT NULL
),
stopped AS (
    SELECT f.code, f.first_day, s.therapist AS known
    FROM (SELECT therapist, max(session_date) AS last_day FROM sessions GROUP BY therapist) AS s
    JOIN fresh AS f ON s.last_day <= f.first_day
    WHERE s.therapist IN (SELECT therapist FROM stored_therapist)
),
therapist_clients AS (
    SELECT DISTINCT p.code, p.known, p.first_day, s.client_id FROM stopped AS p JOIN sessions AS s ON s.therapist = p.known
),
client_next AS (
    SELECT p.code, p.known, p.client_id,
        arg_max(s.therapist, s.session_date) FILTER (WHERE s.session_date <= p.first_day AND s.therapist <> p.code) AS last_with,
        bool_or(s.session_date >= p.first_day AND s.therapist <> p.known) AS goes_on,
        bool_or(s.therapist = p.code) AS with_new
    FROM therapist_clients AS p JOIN sessions AS s USING (client_id)
    GROUP BY ALL
)
SELECT code, known, count(*) FILTER (WHERE with_new)::INTEGER AS n, count(*) FILTER (WHERE goes_on)::INTEGER AS n_going_on
FROM client_next
WHERE last_with = known
GROUP BY ALL
HAVING count(*) FILTER (WHERE with_new) > 0
ORDER BY code, n DESC, known;
