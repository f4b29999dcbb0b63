-- Practice totals: what may be added up by everybody who is signed in. No client, no case, no code or name of a
-- therapist. An episode that two therapists shared equally belongs to neither (key 0). Visible where the cursor sets
-- `practice_totals`; unset means no row.
create schema practice;

create view practice.episode as
select
    * exclude (client_key, case_id)
    replace ((case when therapist_tied then 0 else therapist_key end)::integer as therapist_key)
from mart.episode
where coalesce(getvariable('practice_totals'), false);

create view practice.course as
select * from mart.course where coalesce(getvariable('practice_totals'), false);

create view practice.alliance as
select * from mart.alliance where coalesce(getvariable('practice_totals'), false);

-- Scores of single sessions without a day, a client or a therapist; for models of the practice only.
create view practice.score as
select episode_key, session_no, ors_total, srs_total from mart.session
where coalesce(getvariable('practice_totals'), false) and (rater = 'self' or ors_total is null);

create view practice.form_month as
select * from mart.form_month where coalesce(getvariable('practice_totals'), false);

create view practice.form_week as
select * from mart.form_week where coalesce(getvariable('practice_totals'), false);

create view practice.dip as
select * from mart.dip where coalesce(getvariable('practice_totals'), false);
