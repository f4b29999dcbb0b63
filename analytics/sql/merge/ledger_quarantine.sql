-- Adds one row per row or cell of this delivery that was left out.
insert into new.meta.quarantine
select (select max(import_no) from new.meta.import), file, line, kind, reason, column_name, text
from delivery.rejected
order by file, line, column_name
