-- The ledger after an erasure: one row per delivery, and one row per row or cell left out of any delivery.
create table new.meta.import as from kept_import order by import_no;
create table new.meta.quarantine as from kept_quarantine
