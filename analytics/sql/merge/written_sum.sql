-- One row: a table, how many rows it holds and the sum of their hashes over every column. $full_name: of the table. Asked for
-- all tables at once, joined by union all.
select $full_name as full_name, count(*) as n_rows, coalesce(sum(hash(held)::hugeint), 0) as total
from query_table($full_name) as held
