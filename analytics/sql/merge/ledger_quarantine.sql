-- Adds one row per row or cell left out of this delivery. $names: names of the files read, in order of
-- file_no.
-- record_id: of the client as delivered, if the row names one, so that an erasure of the client finds the
-- row.
insert into new.meta.quarantine
select (select max(import_no) from new.meta.import), $names[file_no + 1], line, kind, reason, column_name, text, row_identity,
    left(sha256($secret || ':client:' || row_client.client_id), 16)
from delivery.rejected
left join delivery.row_identity using (file_no, line)
left join delivery.row_client using (file_no, line)
order by file_no, line, column_name
