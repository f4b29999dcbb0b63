-- One row: what a person should look at. alike: client ids that differ only in case or blanks; two_therapists: a
-- client whose rows of one day name different therapists; after_end: a case with sessions after its day of ending; out_of_order: session numbers that run against the dates.
SELECT (SELECT count(*) > 0 FROM (SELECT 1 FROM (SELECT DISTINCT client_id FROM delivery.session)
        GROUP BY lower(nfc_normalize(replace(replace(client_id, ' ', ''), chr(160), ''))) HAVING count(*) > 1)) AS alike,
    (SELECT coalesce(bool_or(two_therapists), false) FROM (SELECT two_therapists FROM staging.pairs()
        UNION ALL SELECT two_therapists FROM staging.untangled()
        UNION ALL SELECT min(therapist) <> max(therapist) FROM staging.typed
            SEMI JOIN (FROM staging.tangled WHERE fate = 'conflicting_duplicate') USING (file_no, line)
            GROUP BY client_id, case_id, session_date, rater)) AS two_therapists,
    (SELECT coalesce(bool_or(number <= before), false) FROM (
        SELECT number, lag(number) OVER (PARTITION BY k ORDER BY session_date, number) AS before,
            lag(session_date) OVER (PARTITION BY k ORDER BY session_date, number) AS day_before, session_date
        FROM (SELECT DISTINCT hash(client_id, case_id, rater) AS k, session_date,
                coalesce(session_no, TRY_CAST(source_session_id AS INTEGER)) AS number
            FROM staging.typed WHERE problem IS NULL)
        WHERE number IS NOT NULL) WHERE session_date > day_before) AS out_of_order,
    (SELECT coalesce(bool_or(beyond OR (case_id IS NOT NULL AND last_day > end_day)), false) FROM (
        SELECT case_id, max(session_date) AS last_day, max(case_end) AS end_day,
            coalesce(bool_or(session_date > case_end), false) AS beyond
        FROM delivery.session GROUP BY client_id, case_id)) AS after_end;
