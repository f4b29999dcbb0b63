-- One row: whether the version in `old` stores the list of what its last delivery lacks; versions of older
-- releases do not.
select count(*) = 2 from duckdb_tables()
where database_name = 'old' and schema_name = 'meta' and table_name in ('lacking', 'compared')
