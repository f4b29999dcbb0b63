-- One row per table of the version that is added to, as schema.name.
select schema_name || '.' || table_name from duckdb_tables() where database_name = 'old'
