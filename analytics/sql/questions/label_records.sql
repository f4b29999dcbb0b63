-- One row per given record id that leads to a client in scope: the id, and the record id in use.
-- They differ where a client's code is now shown as another one.
-- Parameters: $records (record ids).
select record.record_id, client.record_id as in_use
from scoped.client_record as record
join scoped.client as client using (client_key)
where record.record_id in (select unnest($records::varchar[]))
order by record.record_id
