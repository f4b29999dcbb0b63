-- One row per record id of a client about whom the version contains rows or cells that an import left out.
select distinct record_id from meta.quarantine where record_id is not null order by record_id
