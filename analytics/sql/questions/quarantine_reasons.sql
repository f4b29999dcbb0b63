-- Why were rows or cells left out of the deliveries?
-- One row per kind and reason: number of rows or cells, over all deliveries kept. A row that is left out of
-- several files counts once: two rows are the same if they have the same client, day and reason or, if client
-- and day are unreadable, the same faulty text.
-- Parameters: none.
with readable as (
    select
        kind, reason, column_name, import_no,
        coalesce(row_identity, nullif(text, ''), import_no::varchar) as row_is
    from imports.quarantine
),
numbered as (
    select *, row_number() over (partition by import_no, kind, reason, column_name, row_is) as nth from readable
)
select kind, reason, count(*) as n
from (select distinct kind, reason, column_name, row_is, nth from numbered)
group by kind, reason
order by kind, n desc, reason
