-- staging.typed: the case dates left over get the day that was found for their text. Parameters: file_no.
UPDATE staging.typed SET case_start = found.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'case_start' AND value IS NOT NULL) AS found
WHERE typed.file_no = $file_no AND typed.case_left = found.text;
