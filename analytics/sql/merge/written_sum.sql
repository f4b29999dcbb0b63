-- One row: how many rows a table holds and the sum of their hashes over every column. $full_name: of the table.
select count(*), coalesce(sum(hash(held)::hugeint), 0) from query_table($full_name) as held
