-- Returns, in one row, figures of the delivery's own sessions (not of those stored before), for the report
-- and its warnings.
SELECT count(*) AS n_sessions, count(DISTINCT client_id) AS n_clients, count(DISTINCT therapist) AS n_therapists,
    CAST(sum(CAST(ors_total AS DECIMAL(18, 1))) AS VARCHAR) AS sum_ors_total,
    CAST(sum(CAST(srs_total AS DECIMAL(18, 1))) AS VARCHAR) AS sum_srs_total,
    CAST(min(session_date) AS VARCHAR) AS first_date, CAST(max(session_date) AS VARCHAR) AS last_date,
    (SELECT count(*) FROM staging.attributes_applied) AS n_attributes_applied,
    count(*) FILTER (WHERE therapist IS NULL) AS without_therapist,
    coalesce(count(*) FILTER (ors_total = 0) / nullif(count(ors_total), 0), 0) AS zero_ors,
    coalesce(count(*) FILTER (srs_total = 0) / nullif(count(srs_total), 0), 0) AS zero_srs,
    count(*) FILTER (ors_total = 0 AND srs_total = 0) AS zero_both,
    (SELECT coalesce(max(greatest(n_ors, n_srs)), 0) FROM (SELECT count(*) FILTER (ors_total = 0) AS n_ors,
        count(*) FILTER (srs_total = 0) AS n_srs FROM delivery.session WHERE file_no IS NOT NULL GROUP BY client_id)) AS zero_client,
    count(ors_total + srs_total) AS n_both, count(*) FILTER (WHERE ors_total > srs_total) AS n_ors_higher,
    avg(ors_total) FILTER (WHERE srs_total IS NOT NULL) AS mean_ors,
    avg(srs_total) FILTER (WHERE ors_total IS NOT NULL) AS mean_srs,
    greatest(count(ors_total), count(srs_total)) AS n_scored,
    least(coalesce(max(ors_total), 40), coalesce(max(srs_total), 40)) AS lowest_maximum,
    (SELECT count(*) FROM delivery.rejected WHERE reason = 'score_out_of_range') AS beyond,
    (SELECT coalesce(bool_or(unusual), false) FROM staging.file) AS is_unusual
FROM delivery.session WHERE file_no IS NOT NULL;
