-- What can be chosen in the filters?
-- One row per value of a dimension (site, program, age_group) with its number of sessions, and one row `days` for
-- the span of the data (choice NULL).
-- Parameters: none.
with counted as (
    select
        case when grouping(site) = 0 then 'site' when grouping(program) = 0 then 'program'
             when grouping(age_group) = 0 then 'age_group' else 'days' end as dimension,
        coalesce(case when grouping(site) = 0 then site end, case when grouping(program) = 0 then program end,
                 case when grouping(age_group) = 0 then age_group end) as choice,
        sum(n_sessions)::bigint as n, min(month) as first_month, max(month) as last_month
    from practice.form_month
    group by grouping sets ((site), (program), (age_group), ())
)
select * from counted
where (choice is not null or dimension = 'days') and n > 0
order by dimension, choice
