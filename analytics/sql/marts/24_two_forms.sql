-- two_forms: one row per episode whose ORS (of the rater that counts) or SRS were filled in on two different forms, such as
-- the adult one and then the child one. No change is computed across them: their points do not mean the same.
-- ors_from, srs_from: the session at which a form other than the first one begins, NULL where there is only one form.
-- ors_version: of the latest ORS.
-- Looked for only where a form other than the adult one occurs.
create temp table two_forms as
with forms as (
    select
        episode_key, session_no,
        case when ors_total is not null and rater = coalesce(other_rater, 'self') then ors_version end as ors_version,
        case when srs_total is not null then srs_version end as srs_version
    from new.mart.session
    semi join (
        select distinct episode_key from new.mart.session where ors_version <> 'ORS' or srs_version <> 'SRS'
    ) using (episode_key)
    left join other_rater_only using (episode_key)
),
first_forms as (
    select
        episode_key, arg_min(ors_version, session_no) as ors_first, arg_min(srs_version, session_no) as srs_first,
        arg_max(ors_version, session_no) as ors_version
    from forms group by episode_key
    having min(ors_version) <> max(ors_version) or min(srs_version) <> max(srs_version)
)
select
    episode_key, any_value(first_forms.ors_version) as ors_version,
    min(session_no) filter (where forms.ors_version <> ors_first) as ors_from,
    min(session_no) filter (where forms.srs_version <> srs_first) as srs_from
from forms join first_forms using (episode_key)
group by episode_key
