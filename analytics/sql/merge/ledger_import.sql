-- Adds one row to the ledger: this delivery.
insert into new.meta.import
select coalesce((select max(import_no) from new.meta.import), 0) + 1,
    $imported_at, $imported_by, $data_date, $files, $report,
    $rows_in, $rows_accepted, $rows_quarantined, $rows_skipped, $import_id
