-- Fills the case dates of staging.attribute (one row per data row of a list of clients or episodes) from
-- staging.date_text; a date that cannot be read becomes the row's problem. Parameters: file_no.
UPDATE staging.attribute
SET case_start = coalesce(case_start, d.start_day), case_end = coalesce(case_end, d.end_day),
    problem = CASE WHEN problem IS NOT NULL THEN problem
        WHEN case_unread IS NOT NULL AND d.start_day IS NULL THEN 'date_unparseable|case_start'
        WHEN end_unread IS NOT NULL AND d.end_day IS NULL THEN 'date_unparseable|case_end' END,
    text = CASE WHEN problem IS NOT NULL THEN attribute.text
        WHEN case_unread IS NOT NULL AND d.start_day IS NULL THEN case_unread ELSE end_unread END
FROM (
    SELECT a.line AS at_line, s.value AS start_day, e.value AS end_day
    FROM staging.attribute AS a
    LEFT JOIN staging.date_text AS s ON s.file_no = $file_no AND s.field = 'case_start' AND s.text = a.case_unread
    LEFT JOIN staging.date_text AS e ON e.file_no = $file_no AND e.field = 'case_end' AND e.text = a.end_unread
    WHERE a.file_no = $file_no
) AS d
WHERE file_no = $file_no AND line = d.at_line AND (case_unread IS NOT NULL OR end_unread IS NOT NULL);
