-- joined_part: one row per session of `raw` that is shown combined with a session of another code, because
-- both have the same client, case, day and rater; recency 1 was delivered last.
-- A session without a case id takes the case id that another code has on that day, as an earlier export may
-- have had no case ids. Sessions of the same code are never combined.
create or replace temp table joined_part as
with cased as (
    select *, coalesce(case_id, min(case_id) over (partition by client_id, session_date, rater)) as shown_case_id from raw
),
one_of_each as (
    from cased
    qualify row_number() over (
        partition by client_id, shown_case_id, session_date, rater, given
        order by case_id nulls last, import_no desc, stored_row desc
    ) = 1
)
select *,
    row_number() over (
        partition by client_id, shown_case_id, session_date, rater
        order by import_no desc, client_given is not null, given
    ) as recency
from one_of_each
qualify count(*) over (partition by client_id, shown_case_id, session_date, rater) > 1;

-- joined_session: one row per client, case, day and rater in joined_part: the combined session as shown. Each value is
-- from the session delivered last that has one; areas are from a session with the total shown, and a word that says only
-- that the treatment is over does not replace a closing reason.
create or replace temp table joined_session as
with topped as (
    select *, arg_min(ors_total, recency) over g as top_ors, arg_min(srs_total, recency) over g as top_srs,
        arg_min(therapist, recency) over g as top_therapist, arg_min(closure, recency) over g as last_closure,
        arg_min(closure, recency) filter (
            where closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course')
        ) over g as last_reason,
        case when last_closure = 'ended' then coalesce(last_reason, 'ended') else last_closure end as top_closure
    from joined_part
    window g as (partition by client_id, shown_case_id, session_date, rater)
)
select
    coalesce(max(at_row) filter (where client_given is null), max(at_row), min(stored_row)) as stored_row,
    client_id, arg_min_null(client_given, recency) as client_given, shown_case_id as case_id,
    arg_min(source_session_id, recency) as source_session_id, session_date, arg_min(case_start, recency) as case_start,
    arg_min(case_end, recency) as case_end, any_value(top_therapist) as therapist,
    arg_min_null(therapist_given, recency) filter (where therapist = top_therapist) as therapist_given,
    arg_min(therapist_name, recency) filter (where therapist = top_therapist) as therapist_name,
    arg_min(site, recency) as site, arg_min(program, recency) as program, arg_min(age_group, recency) as age_group,
    arg_min(orientation, recency) as orientation, rater,
    arg_min(ors_version, recency) filter (where ors_total = top_ors) as ors_version,
    arg_min(ors_individual, recency) filter (where ors_total = top_ors) as ors_individual,
    arg_min(ors_interpersonal, recency) filter (where ors_total = top_ors) as ors_interpersonal,
    arg_min(ors_social, recency) filter (where ors_total = top_ors) as ors_social,
    arg_min(ors_overall, recency) filter (where ors_total = top_ors) as ors_overall,
    any_value(top_ors) as ors_total,
    arg_min(srs_version, recency) filter (where srs_total = top_srs) as srs_version,
    arg_min(srs_relationship, recency) filter (where srs_total = top_srs) as srs_relationship,
    arg_min(srs_goals, recency) filter (where srs_total = top_srs) as srs_goals,
    arg_min(srs_approach, recency) filter (where srs_total = top_srs) as srs_approach,
    arg_min(srs_overall, recency) filter (where srs_total = top_srs) as srs_overall,
    any_value(top_srs) as srs_total,
    any_value(top_closure) as closure, arg_min(closure_text, recency) as closure_text,
    arg_min(closure_as_of, recency) filter (where closure = top_closure) as closure_as_of,
    arg_min(fidelity, recency) as fidelity, max(import_no) as import_no
from topped
group by client_id, shown_case_id, session_date, rater
