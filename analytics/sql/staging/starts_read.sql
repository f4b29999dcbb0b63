-- Fills the case starts of staging.typed (one row per data row) from staging.date_text. Parameters: file_no.
UPDATE staging.typed SET case_start = parsed.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'case_start' AND value IS NOT NULL) AS parsed
WHERE typed.file_no = $file_no AND typed.case_unread = parsed.text;
