-- One row for the table $full_name: its number of rows, and the sum of the hashes of its rows.
-- The query is repeated for each table, combined by union all.
select $full_name as full_name, count(*) as n_rows, coalesce(sum(hash(held)::hugeint), 0) as total
from query_table($full_name) as held
