-- One row per table of the version that is being written, by its full name.
select 'new.' || schema_name || '.' || table_name as full_name
from duckdb_tables()
where database_name = 'new'
order by full_name
