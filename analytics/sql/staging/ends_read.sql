-- staging.typed: the days of ending left over get the day that was found for their text. Parameters: file_no.
UPDATE staging.typed SET case_end = found.value
FROM (FROM staging.date_text WHERE file_no = $file_no AND field = 'case_end' AND value IS NOT NULL) AS found
WHERE typed.file_no = $file_no AND typed.end_left = found.text;
