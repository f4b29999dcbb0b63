-- About which clients does a version contain rows or cells that an import left out?
-- One row per record id.
select distinct record_id from meta.quarantine where record_id is not null order by record_id
