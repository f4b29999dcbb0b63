-- How complete are the episodes of the selection, and how many show suspicious patterns?
-- One row in all: counts of episodes.
-- Parameters: $many (number of SRS forms from which equal ratings are suspicious).
select
    count(*) as n,
    count(*) filter (where ended) as ended,
    count(*) filter (where ors_first_session = 1) as ors_first,
    count(*) filter (where n_ors >= 2) as ors_two,
    count(*) filter (where ending in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course'))
        as ending_recorded,
    count(*) filter (where ending in ('planned_inferred', 'unplanned_inferred')) as inferred,
    count(*) filter (where ending = 'ended_unknown') as ended_unknown,
    count(*) filter (where ending = 'lapsed') as lapsed,
    count(*) filter (where therapist_key > 0 or therapist_tied) as therapist,
    count(site) as site,
    count(program) as program,
    count(age_group) as age_group,
    count(*) filter (where n_srs >= $many and n_srs_full = n_srs) as srs_always_full,
    count(*) filter (where n_srs = 0) as no_srs,
    count(*) filter (where n_ors >= 2 and ors_first_session > 1) as first_ors_late,
    count(*) filter (where therapist_tied) as therapist_tied,
    count(*) filter (where n_ors > 0 and ors_last_session < n_sessions) as last_ors_early,
    count(*) filter (where ors_last = 0 or ors_first = 0) as zero_scores,
    count(*) filter (where not started_below) as started_above
from selected.episode
