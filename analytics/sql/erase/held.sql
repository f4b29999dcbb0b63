-- How much does a version contain about some clients?
-- One row: sessions as shown; further sessions as delivered, which are shown combined with others; codes;
-- rows and cells left out of imports.
-- Parameters: $codes (all codes of the clients), $record_ids (of these codes).
with code as (select unnest($codes::varchar[]) as client_id)
select
    (select count(*) from mart.session join mart.client using (client_key)
     where client_id in (from code) or client_given in (from code)) as sessions,
    (select count(*) from meta.folded where client_id in (from code)) as folded,
    (select count(*) from mart.client_record where client_id in (from code)) as codes,
    (select count(*) from meta.quarantine where record_id in (select unnest($record_ids::varchar[]))) as rows_left_out
