-- Which files were imported, and how many of their rows count?
-- One row per delivery, in order of arrival: counts of rows.
-- Parameters: none.
select
    import_no, imported_at, imported_by, data_date, files,
    rows_in, rows_accepted, rows_quarantined, rows_skipped
from imports.delivery
order by import_no
