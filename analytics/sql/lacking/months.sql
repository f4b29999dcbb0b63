-- One row per month (its first day): in_file, delivered sessions; held, stored sessions that the delivery
-- covers; only_held, those missing in the delivery; only_file, delivered sessions that were not stored
-- before.
with held as (
    select date_trunc('month', session_date)::date as month, count(*) as held
    from stored_session join compared using (stored_row) group by month
    union all
    select date_trunc('month', session_date)::date, count(*)
    from missing where stored_row not in (select stored_row from compared) group by all
),
lacking as (select date_trunc('month', session_date)::date as month, count(*) as n from missing group by month),
delivered as (
    select date_trunc('month', session_date)::date as month, count(*) as n,
        count(*) filter (matched.delivered_row is null) as n_new
    from (select rowid as delivered_row, session_date from delivery.session where file_no is not null) as d
    left join matched using (delivered_row)
    group by month
)
select month, coalesce(any_value(delivered.n), 0) as in_file, coalesce(sum(held.held), 0)::bigint as held,
    coalesce(any_value(lacking.n), 0) as only_held, coalesce(any_value(delivered.n_new), 0) as only_file
from (select month from held union select month from delivered) as months
left join held using (month)
left join lacking using (month)
left join delivered using (month)
group by month
order by month
