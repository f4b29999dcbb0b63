-- Writes the rows that point to a row of the other table as CSV, one row each, with that row's values at the end;
-- changes no table. Parameters: target (the CSV to write), lent (columns of the other table to add, in their order
-- here).
COPY (
    SELECT COLUMNS(lambda c: c NOT IN ('the_key', 'the_client')
        AND (NOT starts_with(c, 'lent_') OR list_contains($lent, c)))
    FROM (
        SELECT r.*, p.client_id AS lent_client_id, p.case_id AS lent_case_id,
            p.source_session_id AS lent_source_session_id,
            p.session_date AS lent_session_date, p.case_start AS lent_case_start, p.case_end AS lent_case_end,
            p.therapist AS lent_therapist, p.therapist_name AS lent_therapist_name, p.site AS lent_site,
            p.program AS lent_program, p.attendance AS lent_attendance
        FROM staging.link_rows() AS r
        JOIN staging.link_parent AS p
            ON p.is_clear AND p.id = r.the_key AND p.of_client IS NOT DISTINCT FROM r.the_client
    )
    ORDER BY line
) TO $target (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '');
