-- Which client does a record id lead to?
-- One row per record id in scope that leads to a client: also ids of codes that were joined with another one.
-- Parameters: none.
select record_id, client_key from scoped.client_record
