-- One row per session in stored_session and raw: deletes the sessions listed in `lacking`, and clears the
-- scores and endings listed there.
delete from stored_session where stored_row in (select stored_row from lacking where what = 'session');
delete from raw where shown_row in (select stored_row from lacking where what = 'session');

update stored_session set ors_version = null, ors_individual = null, ors_interpersonal = null, ors_social = null,
    ors_overall = null, ors_total = null
where stored_row in (select stored_row from lacking where what = 'ors');

update raw set ors_version = null, ors_individual = null, ors_interpersonal = null, ors_social = null,
    ors_overall = null, ors_total = null
where shown_row in (select stored_row from lacking where what = 'ors');

update stored_session set srs_version = null, srs_relationship = null, srs_goals = null, srs_approach = null,
    srs_overall = null, srs_total = null
where stored_row in (select stored_row from lacking where what = 'srs');

update raw set srs_version = null, srs_relationship = null, srs_goals = null, srs_approach = null,
    srs_overall = null, srs_total = null
where shown_row in (select stored_row from lacking where what = 'srs');

update stored_session set closure = null, closure_text = null, case_end = null
where stored_row in (select stored_row from lacking where what = 'ending');

update raw set closure = null, closure_text = null, case_end = null
where shown_row in (select stored_row from lacking where what = 'ending')
