-- kept_import: one row per delivery, unchanged. kept_quarantine: one row per row or cell left out of a
-- delivery, except those of the erased clients.
-- Rows without a recognisable client may belong to an erased client, so their text, and the hash that
-- recognises them in later files, are cleared.
-- Parameters: $record_ids (of the erased clients).
create or replace temp table kept_import as
select * from (from old.meta.import union all by name select null::varchar as import_id where false) order by import_no;

create or replace temp table kept_quarantine as
select * replace (
    case when record_id is not null then text end as text,
    case when record_id is not null then row_identity end as row_identity)
from (
    from old.meta.quarantine union all by name
    select null::varchar as row_identity, null::varchar as record_id where false
)
where record_id is null or record_id not in (select unnest($record_ids::varchar[]))
