-- One row per client, and one per alias code that leads to one: the record ids under which addresses and marks find the
-- person. Codes that were joined keep the record id they had.
create table new.mart.client_record as
select record_id, client_key, client_id from new.mart.client
union all
select left(sha256($secret || ':client:' || code), 16) as record_id, client_key, code as client_id
from alias join new.mart.client as client on alias.kind = 'client' and alias.stands_for = client.client_id
order by client_key, record_id
