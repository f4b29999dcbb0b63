-- Collects facts of clients from rows without a session into staging.attribute: one row per client, or per course
-- of a client with several. Facts with two different values stay empty. Parameters: file_no.
INSERT INTO staging.attribute BY NAME
SELECT file_no, min(line) AS line, client_id, any_value(client_given) AS client_given,
    staging.only(list(case_id)) AS case_id, staging.only(list(case_start)) AS case_start,
    staging.only(list(case_end)) AS case_end,
    staging.only(list(therapist)) AS therapist, staging.only(list(therapist_name)) AS therapist_name,
    staging.only(list(therapist_given)) AS therapist_given, staging.only(list(site)) AS site,
    staging.only(list(program)) AS program, staging.only(list(age_text)) AS age_text,
    staging.only(list(birth)) AS birth, staging.only(list(orientation)) AS orientation,
    staging.only(list(closure_text)) AS closure_text
FROM (
    SELECT *, CASE WHEN min(case_id) OVER same <> max(case_id) OVER same THEN case_id END AS case_apart,
        CASE WHEN min(case_start) OVER same <> max(case_start) OVER same THEN case_start END AS start_apart
    FROM staging.typed WHERE file_no = $file_no AND problem = 'facts_of_client|'
    WINDOW same AS (PARTITION BY client_id)
)
GROUP BY file_no, client_id, case_apart, start_apart;
