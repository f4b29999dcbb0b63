-- How long are episodes, in the unit of the made-up practice's true values?
-- One row: mean of ln(session of the last ORS) over ended, assessable episodes; and over those with an early
-- SRS and an ORS after the early sessions.
-- Parameters: $early_to (last early session).
select
    avg(ln(ors_last_session)) as all_courses,
    avg(ln(ors_last_session)) filter (where early_srs is not null and ors_first_session <= $early_to
        and ors_last_session > $early_to) as after_early
from selected.episode
where ended and assessable
