-- erased_client: one row per delivered code of the clients to leave out of the new version.
-- Parameters: $codes.
create or replace temp table erased_client as select distinct unnest($codes::varchar[]) as code
