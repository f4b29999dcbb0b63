-- One row: how many courses of the practice have ended, and for how many of these a usable reason is recorded. Judged
-- over all courses of the version, so that no filter changes whether endings count as recorded.
-- n_only_over: recorded as over, without a usable reason. n_words: with an ending in words that nobody knows yet.
-- n_no_session: courses whose last session lies $lapse_days or
-- more before the data date.
create temp table recorded_endings as
select
    n_courses, n_ended, n_recorded, n_only_over, n_words, n_no_session,
    n_ended = 0 or n_recorded / n_ended >= min_recorded as are_recorded
from (
    select
        count(*)::integer as n_courses,
        count(*) filter (where ending <> 'open')::integer as n_ended,
        count(*) filter (
            where ending in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course')
        )::integer as n_recorded,
        count(*) filter (where ending = 'ended_unknown')::integer as n_only_over,
        count(*) filter (where days_since >= lapse_days)::integer as n_no_session
    from episode_classified cross join rule
)
cross join (
    select count(distinct episode_key)::integer as n_words from new.mart.session
    where closure is null and closure_text is not null
)
cross join rule
