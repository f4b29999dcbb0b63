-- Whose sessions had no form, week by week?
-- One row per therapist and week (its Monday): sessions and how many had no SRS, no ORS. No scores.
-- The office and owners see every therapist, others those in their scope.
-- Parameters: none beyond the selection.
with named as (
    select therapist_key, therapist, therapist_name from imports.therapist
    union
    select therapist_key, therapist, therapist_name from scoped.therapist
)
select
    therapist.therapist, therapist.therapist_name, week,
    sum(n_sessions)::bigint as sessions,
    sum(n_sessions - n_srs)::bigint as without_srs,
    sum(n_sessions - n_ors)::bigint as without_ors
from selected.form_week as form_week
join named as therapist using (therapist_key)
group by therapist.therapist, therapist.therapist_name, week
order by therapist.therapist, week
