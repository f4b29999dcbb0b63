-- One row per delivery from which this version was built, newest first: time, person, files, counts of rows.
select import_no, imported_at, imported_by, data_date, files, report,
    rows_in, rows_accepted, rows_quarantined, rows_skipped, import_id
from imports.delivery
order by import_no desc
