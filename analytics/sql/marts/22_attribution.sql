-- One row per episode that more than one therapist shared: who delivered most sessions, and whether that is a tie.
-- Sessions without a therapist (key 0) do not compete; of equals the lower key is kept and marked as tied.
create temp table attribution as
with shared as (
    select episode_key from new.mart.session where therapist_key > 0
    group by episode_key having min(therapist_key) <> max(therapist_key)
),
delivered as (
    select episode_key, therapist_key, count(distinct session_date) as n_days
    from new.mart.session semi join shared using (episode_key)
    where therapist_key > 0
    group by episode_key, therapist_key
)
select
    episode_key,
    arg_max(therapist_key, n_days * 1000000 - therapist_key) as therapist_key,
    count(*) filter (where n_days = most) > 1 as therapist_tied
from (select *, max(n_days) over (partition by episode_key) as most from delivered)
group by episode_key
