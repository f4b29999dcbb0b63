-- What came in, and how much of it counts?
-- One row per delivery: counts of rows, in order of arrival.
-- Parameters: none.
select
    import_no, imported_at, imported_by, data_date, files,
    rows_in, rows_accepted, rows_quarantined, rows_skipped
from imports.delivery
order by import_no
