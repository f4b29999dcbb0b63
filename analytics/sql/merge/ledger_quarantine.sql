-- Adds one row per row or cell of this delivery that was left out. $names: of the files read, by their number from 0.
-- record_id: of the client as delivered, where the row says who it is, so that it goes when the client is erased.
insert into new.meta.quarantine
select (select max(import_no) from new.meta.import), $names[file_no + 1], line, kind, reason, column_name, text, row_identity,
    left(sha256($secret || ':client:' || row_client.client_id), 16)
from delivery.rejected
left join delivery.row_identity using (file_no, line)
left join delivery.row_client using (file_no, line)
order by file_no, line, column_name
