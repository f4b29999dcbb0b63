-- One row per client of the practice. record_id: keyed and opaque, for addresses.
create table new.mart.client as
with held as (
    select client_key, arg_max(age_group, episode_no) as age_group, count(*)::smallint as n_episodes,
        min(first_date) as first_date, max(last_date) as last_date
    from new.mart.episode group by client_key
)
select client_key, client_id, left(sha256($secret || ':client:' || client_id), 16) as record_id,
    age_group, n_episodes, first_date, last_date
from held
join client_code using (client_key)
order by client_key
