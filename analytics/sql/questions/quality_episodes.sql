-- How complete are the episodes of the selection, and which patterns look odd?
-- One row in all: counts of episodes.
-- Parameters: $many (SRS forms from which an unvarying one looks odd).
select
    count(*) as n,
    count_if(ended) as ended,
    count_if(ors_first_session = 1) as ors_first,
    count_if(n_ors >= 2) as ors_two,
    count_if(ended and ending not in ('planned_inferred', 'unplanned_inferred')) as ending_recorded,
    count_if(therapist_key > 0) as therapist,
    count(site) as site,
    count(program) as program,
    count(age_group) as age_group,
    count_if(n_srs >= $many and n_srs_full = n_srs) as srs_always_full,
    count_if(n_srs = 0) as no_srs,
    count_if(n_ors >= 2 and ors_first_session > 1) as first_ors_late,
    count_if(therapist_tied) as therapist_tied,
    count_if(n_ors > 0 and ors_last_session < n_sessions) as last_ors_early,
    count_if(ors_last = 0 or ors_first = 0) as zero_scores,
    count_if(not started_below) as started_above
from selected.episode
