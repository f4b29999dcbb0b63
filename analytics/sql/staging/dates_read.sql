-- Fills the session dates of staging.typed (one row per data row) from staging.date_text. Parameters: file_no.
UPDATE staging.typed SET session_date = parsed.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'session_date' AND value IS NOT NULL) AS parsed
WHERE typed.file_no = $file_no AND typed.date_unread = parsed.text;
