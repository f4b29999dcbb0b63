-- Counts, in one row, the clients of the delivery, and how many of them had no session in the days of the lapse
-- rule up to each of two days; their stored sessions don't count. Parameters: day, other_day, lapse_days.
SELECT count(*) AS n_clients, count(*) FILTER (WHERE last_day <= CAST($day AS DATE) - CAST($lapse_days AS INTEGER)) AS on_day,
    count(*) FILTER (WHERE last_day <= CAST($other_day AS DATE) - CAST($lapse_days AS INTEGER)) AS on_other_day
FROM (SELECT max(session_date) AS last_day FROM delivery.session WHERE file_no IS NOT NULL GROUP BY client_id);
