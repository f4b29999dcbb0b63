-- One row per view of the version attached as `new`, with the sorted words of its statement: DuckDB writes the columns of
-- EXCLUDE in any order.
select schema_name, view_name, list_sort(regexp_extract_all(sql, '\w+')) as words
from duckdb_views()
where database_name = 'new' and not internal
order by schema_name, view_name
