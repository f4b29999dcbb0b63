-- Fills the days of ending of staging.typed (one row per data row) from staging.date_text. Parameters: file_no.
UPDATE staging.typed SET case_end = parsed.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'case_end' AND value IS NOT NULL) AS parsed
WHERE typed.file_no = $file_no AND typed.end_unread = parsed.text;
