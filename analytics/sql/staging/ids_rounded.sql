-- Lists the id columns of one file in which a spreadsheet program rounded some numbers, one row per column: field,
-- number of ids, number of rounded ones, an example. Parameters: file_no.
WITH ids AS (
    SELECT client_id, case_id, source_session_id, therapist FROM staging.typed WHERE file_no = $file_no
    UNION ALL
    SELECT client_id, case_id, NULL, therapist FROM staging.attribute WHERE file_no = $file_no
),
counted AS (
    SELECT count(client_id) AS clients, count(*) FILTER (staging.is_rounded(client_id)) AS r_clients,
        min(client_id) FILTER (staging.is_rounded(client_id)) AS a_client,
        count(case_id) AS cases, count(*) FILTER (staging.is_rounded(case_id)) AS r_cases,
        min(case_id) FILTER (staging.is_rounded(case_id)) AS a_case,
        count(source_session_id) AS sessions, count(*) FILTER (staging.is_rounded(source_session_id)) AS r_sessions,
        min(source_session_id) FILTER (staging.is_rounded(source_session_id)) AS a_session,
        count(therapist) AS therapists, count(*) FILTER (staging.is_rounded(therapist)) AS r_therapists,
        min(therapist) FILTER (staging.is_rounded(therapist)) AS a_therapist
    FROM ids
)
SELECT one.* FROM (
    SELECT unnest([{'field': 'client_id', 'n': clients, 'rounded': r_clients, 'example': a_client},
        {'field': 'case_id', 'n': cases, 'rounded': r_cases, 'example': a_case},
        {'field': 'source_session_id', 'n': sessions, 'rounded': r_sessions, 'example': a_session},
        {'field': 'therapist', 'n': therapists, 'rounded': r_therapists, 'example': a_therapist}]) AS one
    FROM counted)
WHERE one.rounded > 0;
