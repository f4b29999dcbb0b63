-- Collects the ids of the current file into staging.link_parent: one row per id, or per id and client. Parameters:
-- by_client (whether ids begin anew with each client).
INSERT INTO staging.link_parent
SELECT staging.link_text(link_key) AS id, CASE WHEN $by_client THEN staging.id(client_id) END AS of_client,
    count(DISTINCT staging.id(client_id)) <= 1 AND count(DISTINCT staging.text(session_date)) <= 1 AS is_clear,
    staging.only(list(staging.id(client_id))), staging.only(list(staging.id(case_id))),
    staging.only(list(staging.id(source_session_id))), staging.only(list(staging.text(session_date))),
    staging.only(list(staging.text(case_start))), staging.only(list(staging.text(case_end))),
    staging.only(list(staging.id(therapist))), staging.only(list(staging.text(therapist_name))),
    staging.only(list(staging.text(site))), staging.only(list(staging.text(program))),
    staging.only(list(staging.text(attendance)))
FROM staging.rows()
WHERE staging.link_text(link_key) IS NOT NULL
GROUP BY ALL;
