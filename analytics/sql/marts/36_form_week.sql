-- One row per week (its first day), therapist, site, programme and age group: sessions held and forms filled in.
-- Counts only, so the office can be shown what is missing without a score.
create table new.mart.form_week as
select
    date_trunc('week', session_date)::date as week,
    therapist_key, site, program, age_group,
    count(*)::integer as n_sessions,
    count(ors_total)::integer as n_ors,
    count(srs_total)::integer as n_srs,
    count(*) filter (where srs_total = 40)::integer as n_srs_full
from new.mart.session
where rater = 'self' or ors_total is null
group by all
order by week, therapist_key, site, program, age_group
