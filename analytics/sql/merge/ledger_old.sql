-- The ledger of the earlier version: one row per delivery, and one row per row or cell left out of any
-- delivery.
-- Versions of older releases lack import_id, row_identity and record_id; these columns are then empty.
create table new.meta.import as
select * from (from old.meta.import union all by name select null::varchar as import_id where false) order by import_no;
create table new.meta.quarantine as
from old.meta.quarantine union all by name select null::varchar as row_identity, null::varchar as record_id where false;
