-- One row per table or view of the new version: schema, name, whether it is a view, names of its columns in order.
select columns.schema_name, columns.table_name, any_value(views.view_name) is not null as is_view,
    list(column_name order by column_index) as column_names
from duckdb_columns() as columns
left join duckdb_views() as views
    on views.database_name = columns.database_name and views.schema_name = columns.schema_name
    and views.view_name = columns.table_name
where columns.database_name = 'new' and not columns.internal
group by columns.schema_name, columns.table_name
order by columns.schema_name, columns.table_name
