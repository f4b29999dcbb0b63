-- The ledger so far: one row per delivery, one row per row or cell left out of any delivery.
create table new.meta.import as from old.meta.import;
create table new.meta.quarantine as from old.meta.quarantine;
