-- delivery.rejected: one row per row left out, with the header of the column that was at fault; where a row holds
-- several sessions and one of them is kept, each of the others that is at fault is a cell left out.
-- Parameters: skipped (the reasons that are no fault of the row).
INSERT INTO delivery.rejected
WITH causes AS (
    SELECT file_no, line, session_no, split_part(problem, '|', 1) AS reason, split_part(problem, '|', 2) AS field, text,
        CASE WHEN starts_with(field, 'ors') THEN ors_version ELSE srs_version END AS version
    FROM staging.typed WHERE problem IS NOT NULL
    UNION ALL
    SELECT file_no, line, session_no, fate, '', text, NULL FROM staging.tangled WHERE fate <> 'kept'
    UNION ALL
    SELECT file_no, line, NULL, reason, field, text, NULL FROM staging.early
    UNION ALL
    SELECT file_no, line, NULL, split_part(problem, '|', 1), split_part(problem, '|', 2), text, NULL
    FROM staging.attribute WHERE problem IS NOT NULL
),
named AS (
    SELECT c.*, coalesce(h.header, c.field) AS header, w.n IS NOT NULL AS is_wide, coalesce(w.kept, 0) > 0 AS is_cell,
        CASE WHEN list_contains($skipped, c.reason) THEN 'skipped' ELSE 'quarantined' END AS kind
    FROM causes AS c
    LEFT JOIN staging.wide_row AS w ON w.file_no = c.file_no AND w.line = c.line AND c.session_no IS NOT NULL
    LEFT JOIN staging.header AS h ON h.file_no = c.file_no AND h.field = c.field
        AND (h.session_no IS NULL OR h.session_no = c.session_no) AND (h.version IS NULL OR h.version = c.version)
)
SELECT file_no, line, CASE WHEN is_cell THEN 'cell' ELSE kind END, reason, nullif(header, ''), coalesce(text, '')
FROM named
WHERE NOT (is_cell AND kind = 'skipped')
QUALIFY NOT is_wide OR is_cell
    OR row_number() OVER (PARTITION BY file_no, line, is_wide ORDER BY kind, session_no) = 1;
