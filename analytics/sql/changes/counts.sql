-- One row per change and field: number of values that differ and of sessions concerned; field NULL: all
-- fields.
select change, field, count(*) as n_values, count(distinct row_no) as n_sessions
from changed
group by grouping sets ((change, field), (change))
order by change, field nulls first
