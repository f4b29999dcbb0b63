-- erased_client: one row per code, as delivered, of the clients who are left out of the version that is built.
-- Parameters: $codes.
create or replace temp table erased_client as select distinct unnest($codes::varchar[]) as code
