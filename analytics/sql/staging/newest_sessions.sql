-- Returns, in one row, the delivery's newest sessions. A booked appointment without a score counts as not
-- attended; a session of several raters counts once. newest: days of the newest attended sessions, at most 21;
-- scored: the newest day with a score; after_scored: attended sessions after it; last: the newest day of any row.
WITH one AS (
    SELECT client_id, session_date, bool_or(ors_total IS NOT NULL OR srs_total IS NOT NULL) AS scored,
        bool_or(ors_total IS NOT NULL OR srs_total IS NOT NULL
            OR (file_no, line) NOT IN (SELECT (file_no, line) FROM staging.typed WHERE booked)) AS attended
    FROM delivery.session WHERE file_no IS NOT NULL
    GROUP BY client_id, session_date
),
newest_score AS (SELECT max(session_date) FILTER (WHERE scored) AS day FROM one)
SELECT max(session_date, 21) FILTER (WHERE attended) AS newest, any_value(day) AS scored,
    count(*) FILTER (WHERE attended AND session_date > day) AS after_scored, max(session_date) AS last
FROM one, newest_score;
