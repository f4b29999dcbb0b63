-- To which client does a record id belong?
-- One row per record id of a client in scope, including ids of merged codes.
-- Parameters: none.
select record_id, client_key from scoped.client_record
