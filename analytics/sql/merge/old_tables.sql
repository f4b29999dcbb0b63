-- One row per table of the version attached as `old`, as schema.name.
select schema_name || '.' || table_name from duckdb_tables() where database_name = 'old'
