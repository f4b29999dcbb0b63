-- Empty ledger: one row per delivery, one row per row or cell left out of any delivery.
create table new.meta.import (
    import_no integer, imported_at timestamp, imported_by varchar, data_date date, files varchar, report varchar,
    rows_in integer, rows_accepted integer, rows_quarantined integer, rows_skipped integer, import_id varchar
);
create table new.meta.quarantine (
    import_no integer, file varchar, line integer, kind varchar, reason varchar, column_name varchar, text varchar,
    row_identity varchar, record_id varchar
);
