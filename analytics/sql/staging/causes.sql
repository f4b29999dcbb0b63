-- Defines the macro staging.causes(skipped): one row per row or score cell left out, with its reason and the
-- header of the faulty column; session_no if the row of the file contains several sessions. Parameters of the
-- macro: skipped (the reasons that do not count as faults of the row).
CREATE OR REPLACE MACRO staging.causes(skipped) AS TABLE
WITH with_cause AS (
    SELECT file_no, line, session_no, split_part(problem, '|', 1) AS reason, split_part(problem, '|', 2) AS field, text,
        CASE WHEN starts_with(field, 'ors') THEN ors_version ELSE srs_version END AS version,
        false AS is_cell
    FROM staging.typed WHERE problem IS NOT NULL
    UNION ALL
    SELECT file_no, line, session_no, resolution, '', text, NULL, false FROM staging.duplicate_key WHERE resolution <> 'kept'
    UNION ALL
    SELECT file_no, line, NULL, reason, field, text, NULL, false FROM staging.rejected_early
    UNION ALL
    SELECT file_no, line, NULL, split_part(problem, '|', 1), split_part(problem, '|', 2), text, NULL, false
    FROM staging.attribute WHERE problem IS NOT NULL
    UNION ALL
    SELECT file_no, line, session_no, split_part(fault, '|', 1), split_part(fault, '|', 2),
        regexp_extract(fault, '^[^|]*[|][^|]*[|](.*)$', 1),
        CASE WHEN split_part(fault, '|', 2)[:3] = 'ors' THEN ors_version ELSE srs_version END, true
    FROM (SELECT *, unnest(faults) AS fault FROM staging.typed WHERE problem IS NULL AND faults IS NOT NULL)
)
SELECT c.file_no, c.line, c.session_no, c.reason, nullif(coalesce(h.header, c.field), '') AS header,
    coalesce(c.text, '') AS text,
    CASE WHEN c.is_cell THEN 'cell' WHEN list_contains(skipped, c.reason) THEN 'skipped' ELSE 'quarantined' END AS kind
FROM with_cause AS c
LEFT JOIN staging.header AS h ON h.file_no = c.file_no AND h.field = c.field
    AND (h.session_no IS NULL OR h.session_no = c.session_no) AND (h.version IS NULL OR h.version = c.version);
