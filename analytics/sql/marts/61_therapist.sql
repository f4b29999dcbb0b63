-- One row per therapist, and key 0 for sessions whose export names none (only if there are such).
-- record_id: keyed and opaque, for addresses. n_sessions: sessions delivered; n_episodes, n_ended, n_open: episodes with most sessions theirs.
create table new.mart.therapist as
with delivered as (
    select therapist_key, count(*)::integer as n_sessions, min(session_date) as first_date, max(session_date) as last_date
    from new.mart.session group by therapist_key
),
held as (
    select therapist_key, count(*)::integer as n_episodes, count(*) filter (where ended)::integer as n_ended,
        count(*) filter (where not ended)::integer as n_open
    from new.mart.episode group by therapist_key
)
select
    therapist_key, therapist, therapist_name, site,
    left(sha256($secret || ':therapist:' || therapist), 16) as record_id, n_sessions,
    coalesce(n_episodes, 0) as n_episodes, coalesce(n_ended, 0) as n_ended, coalesce(n_open, 0) as n_open,
    first_date, last_date
from therapist_code
join delivered using (therapist_key)
left join held using (therapist_key)
order by therapist_key
