-- One row per attended session and rater, sorted by client (by latest therapist), case and day; integer keys.
-- course_case: the case id, or that of the course which a session without one belongs to (12_continued).
-- The only sort of the sessions: every later step walks through the rows as they lie.
-- The reasons are joined before the keys: of the keys, made in the same transaction, DuckDB does not know how many there
-- are, and would hold all sessions in memory to look up a few reasons.
create temp table session_ordered as
with with_reason as not materialized (
    select session.* exclude (closure_as_of),
        case when session.closure is not null then coalesce(session.closure_as_of, reason.as_of) end as closure_as_of
    from fact.session as session
    left join reason_as_of as reason on reason.client_id = session.client_id
        and reason.case_id is not distinct from session.case_id and reason.closure = session.closure
)
select client_code.client_key, coalesce(therapist_key, 0)::integer as therapist_key,
    coalesce(with_reason.case_id, continued.case_id) as course_case,
    with_reason.session_date, source_session_id, with_reason.case_id, case_start, case_end, with_reason.site, program, age_group, orientation, with_reason.rater,
    ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
    srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total,
    closure, closure_text, closure_as_of, fidelity, import_no, client_given, therapist_given
from with_reason
join client_code using (client_id)
left join therapist_code using (therapist)
left join continued on with_reason.case_id is null and continued.client_key = client_code.client_key
    and continued.session_date = with_reason.session_date and continued.rater = with_reason.rater
order by client_code.client_key, course_case nulls first, with_reason.session_date, with_reason.rater
