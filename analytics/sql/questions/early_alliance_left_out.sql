-- How many ended episodes are left out of the comparison of early alliance and outcome?
-- One row: ended episodes of the selection, by the first reason that applies; with_*: those with any SRS,
-- with an orientation, with fidelity.
-- Parameters: $early_to (last early session).
select
    count(*) as ended,
    count(*) filter (where n_srs > 0) as with_srs,
    count(orientation) as with_orientation,
    count(fidelity) as with_fidelity,
    count(*) filter (where not counts_for_outcomes) as ended_otherwise,
    count(*) filter (where counts_for_outcomes and not assessable) as not_assessable,
    count(*) filter (where assessable and early_srs is null) as no_early_srs,
    count(*) filter (where assessable and early_srs is not null
        and not (ors_first_session <= $early_to and ors_last_session > $early_to)) as no_later_ors,
    count(*) filter (where assessable and early_srs is not null
        and ors_first_session <= $early_to and ors_last_session > $early_to and therapist_key = 0
        and not therapist_tied) as no_therapist,
    count(*) filter (where assessable and early_srs is not null
        and ors_first_session <= $early_to and ors_last_session > $early_to and therapist_tied) as shared_equally
from selected.episode
where ended
