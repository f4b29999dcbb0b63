-- The ledger so far: one row per delivery, one row per row or cell left out of any delivery.
-- A version of an older Holdfast has no import_id, no row_identity and no record_id.
create table new.meta.import as
select * from (from old.meta.import union all by name select null::varchar as import_id where false) order by import_no;
create table new.meta.quarantine as
from old.meta.quarantine union all by name select null::varchar as row_identity, null::varchar as record_id where false;
