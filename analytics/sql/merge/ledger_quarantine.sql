-- Adds one row per row or cell of this delivery that was left out. $files: the delivery's files in order, as JSON.
insert into new.meta.quarantine
select (select max(import_no) from new.meta.import),
    json_extract_string($files, '$[' || (file_no - 1) || '].name'), line, kind, reason, column_name, text
from delivery.rejected
order by file_no, line, column_name
