-- Clears session numbers in delivery.session (one row per session and rater) that a delivery gives to several
-- sessions of one case.
UPDATE delivery.session SET source_session_id = NULL
FROM (SELECT client_id, case_id, source_session_id, rater FROM delivery.session WHERE source_session_id IS NOT NULL
      GROUP BY ALL HAVING count(*) > 1) AS twice
WHERE session.client_id = twice.client_id AND session.case_id IS NOT DISTINCT FROM twice.case_id
    AND session.source_session_id = twice.source_session_id AND session.rater = twice.rater;
