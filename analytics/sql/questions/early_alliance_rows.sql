-- One row per ended, assessable episode with an early SRS, a first ORS not later than the early sessions and
-- a last ORS after them: therapist_key, tied (two therapists had equally many sessions), x (mean early SRS),
-- y (last ORS), z (first ORS), w (latest ORS up to the early sessions), all in points; site; orientation; fidelity
-- (the practice's own unit).
-- Parameters: $early_to (last early session).
select
    therapist_key, therapist_tied as tied, early_srs::double as x, ors_last::double as y, ors_first::double as z,
    ors_by_early::double as w,
    site, orientation, fidelity
from selected.alliance
where ended and assessable and early_srs is not null
    and ors_first_session <= $early_to and ors_last_session > $early_to
order by episode_key
