-- Lists clients and days of rows that gave no session: delivery.mentioned, one row per client and day. kind:
-- 'cancelled' (the file says that nobody attended) or 'set_aside' (the row could not be used; without a readable
-- day it may be any session of the client). Rows about another measure don't count.
CREATE TABLE IF NOT EXISTS delivery.mentioned (client_id VARCHAR, case_id VARCHAR, source_session_id VARCHAR,
    session_date DATE, kind VARCHAR);
INSERT INTO delivery.mentioned
SELECT DISTINCT client_id, case_id, source_session_id, session_date,
    CASE WHEN problem LIKE 'not_attended|%' AND NOT coalesce(booked, false) THEN 'cancelled' ELSE 'set_aside' END
FROM staging.typed
WHERE problem IS NOT NULL AND client_id IS NOT NULL
    AND problem NOT LIKE 'repeated_header|%' AND problem <> 'not_an_orssrs_row|measure'
    AND (session_date IS NOT NULL OR problem NOT LIKE 'not_attended|%')
UNION
SELECT client_id, case_id, source_session_id, session_date, 'set_aside'
FROM staging.typed
WHERE rowid IN (SELECT row_id FROM staging.duplicate_key WHERE resolution = 'conflicting_duplicate');
