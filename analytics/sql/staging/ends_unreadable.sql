-- Adds unreadable days of ending to delivery.rejected: one row per cell, of rows that are kept without it.
INSERT INTO delivery.rejected
SELECT t.file_no, t.line, 'cell', 'date_unparseable', h.header, left(t.end_unread, 80)
FROM staging.typed AS t
LEFT JOIN staging.header AS h ON h.file_no = t.file_no AND h.field = 'case_end'
WHERE t.problem IS NULL AND t.end_unread IS NOT NULL AND t.case_end IS NULL;
