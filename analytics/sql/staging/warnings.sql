-- Returns, in one row, which warnings about the sessions apply. alike: client ids that differ only in case,
-- blanks, leading zeros or the like, of which one has a session, or in an addition such as ` (2)`; zeros_differ:
-- some of these differ in zeros or decimals; two_therapists: a client whose rows of one day name different
-- therapists; out_of_order: session numbers that run against the dates (those above 1,000,000 tell parts of one
-- row apart and don't count).
WITH alike AS (
    SELECT min(bare) <> max(bare) AS in_zeros FROM staging.client_spelling
    GROUP BY spelling HAVING count(*) > 1 AND bool_or(has_session)
)
SELECT EXISTS (FROM alike) OR EXISTS (FROM staging.copy) AS alike, EXISTS (FROM alike WHERE in_zeros) AS zeros_differ,
    (SELECT coalesce(bool_or(two_therapists), false) FROM (SELECT two_therapists FROM staging.pairs()
        UNION ALL SELECT two_therapists FROM staging.deduplicated()
        UNION ALL SELECT min(therapist) <> max(therapist) FROM staging.typed
            SEMI JOIN (FROM staging.duplicate_key WHERE resolution = 'conflicting_duplicate') USING (file_no, line)
            GROUP BY client_id, case_id, session_date, rater)) AS two_therapists,
    (SELECT coalesce(bool_or(number <= before), false) FROM (
        SELECT number, lag(number) OVER (PARTITION BY k ORDER BY session_date, number) AS before,
            lag(session_date) OVER (PARTITION BY k ORDER BY session_date, number) AS day_before, session_date
        FROM (SELECT DISTINCT hash(client_id, case_id, rater) AS k, session_date,
                coalesce(CASE WHEN session_no <= 1000000 THEN session_no END, TRY_CAST(source_session_id AS INTEGER)) AS number
            FROM staging.typed WHERE problem IS NULL)
        WHERE number IS NOT NULL) WHERE session_date > day_before) AS out_of_order;
