-- Returns, in one row, whether an id column of one file may hold a rounded number. Parameters: file_no.
SELECT count(*) > 0 FROM (
    SELECT 1 FROM staging.typed WHERE file_no = $file_no AND (staging.is_rounded(client_id) OR staging.is_rounded(case_id)
        OR staging.is_rounded(source_session_id) OR staging.is_rounded(therapist))
    UNION ALL
    SELECT 1 FROM staging.attribute WHERE file_no = $file_no AND (staging.is_rounded(client_id)
        OR staging.is_rounded(case_id) OR staging.is_rounded(therapist))
    LIMIT 1);
