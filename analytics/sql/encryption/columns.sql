-- One row per column of a table or view of the version attached as `new`, with its type and comment.
select schema_name, table_name, column_name, data_type, comment
from duckdb_columns()
where database_name = 'new' and not internal
order by schema_name, table_name, column_index
