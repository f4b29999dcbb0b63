-- staging.attribute: rows whose id a spreadsheet program has rounded are set aside. Parameters: file_no.
UPDATE staging.attribute
SET problem = 'id_digits_lost|' || CASE WHEN staging.is_rounded(client_id) THEN 'client_id'
        WHEN staging.is_rounded(case_id) THEN 'case_id' ELSE 'therapist' END,
    text = CASE WHEN staging.is_rounded(client_id) THEN client_id WHEN staging.is_rounded(case_id) THEN case_id
        ELSE therapist END
WHERE file_no = $file_no AND problem IS NULL AND (staging.is_rounded(client_id) OR staging.is_rounded(case_id)
    OR staging.is_rounded(therapist));
