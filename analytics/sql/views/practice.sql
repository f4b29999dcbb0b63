-- Practice totals: what may be added up by everybody who is signed in. No client, no case, no code or name of a
-- therapist. Visible where the cursor sets `practice_totals`; unset means no row.
create schema practice;

create view practice.episode as
select * exclude (client_key, case_id) from mart.episode
where coalesce(getvariable('practice_totals'), false);

create view practice.course as
select * from mart.course where coalesce(getvariable('practice_totals'), false);

create view practice.form_month as
select * from mart.form_month where coalesce(getvariable('practice_totals'), false);

create view practice.form_week as
select * from mart.form_week where coalesce(getvariable('practice_totals'), false);

create view practice.dip as
select * from mart.dip where coalesce(getvariable('practice_totals'), false);
