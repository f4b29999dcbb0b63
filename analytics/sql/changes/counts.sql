-- One row per change and field: how many values differ, and of how many sessions.
select change, field, count(*) as n_values, count(distinct row_no) as n_sessions
from changed
group by grouping sets ((change, field), (change))
order by change, field nulls first
