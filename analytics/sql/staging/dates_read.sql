-- staging.typed: the session dates left over get the day that was found for their text. Parameters: file_no.
UPDATE staging.typed SET session_date = found.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'session_date' AND value IS NOT NULL) AS found
WHERE typed.file_no = $file_no AND typed.date_left = found.text;
