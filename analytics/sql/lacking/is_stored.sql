-- One row: whether the version in `old` keeps what its latest delivery lacks; those of older Holdfasts do not.
select count(*) = 2 from duckdb_tables()
where database_name = 'old' and schema_name = 'meta' and table_name in ('lacking', 'compared')
