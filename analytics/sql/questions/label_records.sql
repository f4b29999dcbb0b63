-- Which record id is in use for the client of each given record id?
-- One row per given record id of a client in scope: the id, and the id in use, which differs after a merge of
-- codes.
-- Parameters: $records (record ids).
select record.record_id, client.record_id as in_use
from scoped.client_record as record
join scoped.client as client using (client_key)
where record.record_id in (select unnest($records::varchar[]))
order by record.record_id
