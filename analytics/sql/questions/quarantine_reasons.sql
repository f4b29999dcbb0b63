-- Why were rows or cells left out of the deliveries?
-- One row per kind and reason: number of rows or cells, over all deliveries kept. A row that is left out of every
-- monthly file counts once: it is the same where it speaks of the same client and day for the same reason, or, where
-- neither could be read, where its text at fault is the same.
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
