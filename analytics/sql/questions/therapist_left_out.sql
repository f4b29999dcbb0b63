-- How many episodes does a comparison of therapists leave out?
-- One row: episodes of the selection, by the first reason that applies.
-- Parameters: $measure (change, early_alliance, unplanned, reliable_improvement).
select
    count(*) as n,
    count(*) filter (where therapist_key = 0 and not therapist_tied) as no_therapist,
    count(*) filter (where therapist_tied) as shared_equally,
    count(*) filter (where therapist_key <> 0 and not therapist_tied and ors_first is null) as no_first_ors,
    count(*) filter (where therapist_key <> 0 and not therapist_tied and ors_first is not null
        and case $measure
            when 'early_alliance' then early_srs is null
            when 'unplanned' then not counts_for_endings
            else not assessable
        end) as not_judged
from selected.episode
