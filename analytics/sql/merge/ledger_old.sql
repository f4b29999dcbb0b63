-- The ledger so far: one row per delivery, one row per row or cell left out of any delivery.
-- A version of an older Holdfast has no import_id and no row_identity.
create table new.meta.import as
select * from (from old.meta.import union all by name select null::varchar as import_id where false) order by import_no;
create table new.meta.quarantine as
from old.meta.quarantine union all by name select null::varchar as row_identity where false;
