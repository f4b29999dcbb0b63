-- One row per row or cell that an import left out, by import and line.
select import_no, file, line, kind, reason, column_name as "column", text
from imports.quarantine
order by import_no, file, line, column_name
