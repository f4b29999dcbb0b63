-- Checks the rows of staging.typed (one row per data row) whose dates were read late, by the rules that hold for
-- every date. Parameters: file_no, today.
UPDATE staging.typed
SET problem = CASE WHEN date_unread LIKE '#%' THEN 'formula_error|session_date'
                   WHEN booked AND session_date > $today THEN 'not_attended|attendance'
                   ELSE staging.bad_date(session_date, case_unread, case_start, $today) END,
    text = CASE WHEN session_date IS NULL OR session_date > $today OR session_date < DATE '1995-01-01'
                THEN coalesce(date_unread, CAST(session_date AS VARCHAR), '')
                WHEN case_start IS NULL THEN case_unread ELSE coalesce(date_unread, CAST(session_date AS VARCHAR)) END
WHERE file_no = $file_no AND problem IS NULL AND (date_unread IS NOT NULL OR case_unread IS NOT NULL)
    AND staging.bad_date(session_date, case_unread, case_start, $today) IS NOT NULL;
