-- One row per session and value that differ between two versions (table changed); before and after as text.
-- change: `changed`, `new` or `gone`; `joined` if a merge of codes combined the session with one of another
-- code, `parted` if separating codes undid that.
-- For a session that only one version shows, the rows are its therapist and, if filled, its totals and
-- ending.
-- row_no: number of the session. visible: whether the viewer may see it in the later version, and both sides
-- by today's rights (permitted.sql).
create temp table changed as
with both_sides as (
    select a.row_no, a.client_id, a.case_id, a.session_date, a.rater, a.therapist, a.visible and a.permitted and b.permitted as visible, unnest([
        {'field': 'client_id', 'before': b.client_id::varchar, 'after': a.client_id::varchar},
        {'field': 'case_id', 'before': b.case_id::varchar, 'after': a.case_id::varchar},
        {'field': 'session_date', 'before': b.session_date::varchar, 'after': a.session_date::varchar},
        {'field': 'therapist', 'before': b.therapist::varchar, 'after': a.therapist::varchar},
        {'field': 'site', 'before': b.site::varchar, 'after': a.site::varchar},
        {'field': 'program', 'before': b.program::varchar, 'after': a.program::varchar},
        {'field': 'age_group', 'before': b.age_group::varchar, 'after': a.age_group::varchar},
        {'field': 'orientation', 'before': b.orientation::varchar, 'after': a.orientation::varchar},
        {'field': 'case_end', 'before': b.case_end::varchar, 'after': a.case_end::varchar},
        {'field': 'ors_individual', 'before': b.ors_individual::varchar, 'after': a.ors_individual::varchar},
        {'field': 'ors_interpersonal', 'before': b.ors_interpersonal::varchar, 'after': a.ors_interpersonal::varchar},
        {'field': 'ors_social', 'before': b.ors_social::varchar, 'after': a.ors_social::varchar},
        {'field': 'ors_overall', 'before': b.ors_overall::varchar, 'after': a.ors_overall::varchar},
        {'field': 'ors_total', 'before': b.ors_total::varchar, 'after': a.ors_total::varchar},
        {'field': 'srs_relationship', 'before': b.srs_relationship::varchar, 'after': a.srs_relationship::varchar},
        {'field': 'srs_goals', 'before': b.srs_goals::varchar, 'after': a.srs_goals::varchar},
        {'field': 'srs_approach', 'before': b.srs_approach::varchar, 'after': a.srs_approach::varchar},
        {'field': 'srs_overall', 'before': b.srs_overall::varchar, 'after': a.srs_overall::varchar},
        {'field': 'srs_total', 'before': b.srs_total::varchar, 'after': a.srs_total::varchar},
        {'field': 'closure', 'before': b.closure::varchar, 'after': a.closure::varchar},
        {'field': 'fidelity', 'before': b.fidelity::varchar, 'after': a.fidelity::varchar}
    ], recursive := true)
    from paired
    join after as a on a.row_no = after_row
    join before as b on b.row_no = before_row
    where (a.client_id, a.case_id, a.session_date, a.therapist, a.site, a.program, a.age_group, a.orientation,
        a.case_end, a.ors_individual, a.ors_interpersonal, a.ors_social, a.ors_overall, a.ors_total,
        a.srs_relationship, a.srs_goals, a.srs_approach, a.srs_overall, a.srs_total, a.closure, a.fidelity)
        is distinct from (b.client_id, b.case_id, b.session_date, b.therapist, b.site, b.program, b.age_group, b.orientation,
        b.case_end, b.ors_individual, b.ors_interpersonal, b.ors_social, b.ors_overall, b.ors_total,
        b.srs_relationship, b.srs_goals, b.srs_approach, b.srs_overall, b.srs_total, b.closure, b.fidelity)
),
one_side as (
    select case when parted.row_no is null then 'new' else 'parted' end as change,
        after.* exclude (source_session_id, visible), visible and permitted as visible, unnest([
        {'field': 'therapist', 'before': null, 'after': therapist::varchar},
        {'field': 'ors_total', 'before': null, 'after': ors_total::varchar},
        {'field': 'srs_total', 'before': null, 'after': srs_total::varchar},
        {'field': 'closure', 'before': null, 'after': closure::varchar}
    ], recursive := true)
    from after left join parted using (row_no)
    where row_no not in (select after_row from paired)
    union all by name
    select case when joined.row_no is null then 'gone' else 'joined' end as change,
        before.* exclude (source_session_id, visible), visible and permitted as visible, unnest([
        {'field': 'therapist', 'before': therapist::varchar, 'after': null},
        {'field': 'ors_total', 'before': ors_total::varchar, 'after': null},
        {'field': 'srs_total', 'before': srs_total::varchar, 'after': null},
        {'field': 'closure', 'before': closure::varchar, 'after': null}
    ], recursive := true)
    from before left join joined using (row_no)
    where row_no not in (select before_row from paired)
)
select 'changed' as change, * from both_sides where before is distinct from after
union all by name
select change, row_no, client_id, case_id, session_date, rater, therapist, visible, field, before, after
from one_side where before is not null or after is not null or field = 'therapist'
