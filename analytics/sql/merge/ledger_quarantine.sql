-- Adds one row per row or cell of this delivery that was left out. $names: of the files read, by their number from 0.
insert into new.meta.quarantine
select (select max(import_no) from new.meta.import), $names[file_no + 1], line, kind, reason, column_name, text, row_identity
from delivery.rejected left join delivery.row_identity using (file_no, line)
order by file_no, line, column_name
