-- What came in and what was left out; for owners and the office. Visible where the cursor sets `imports`.
create schema imports;

create view imports.delivery as
select * from meta.import where coalesce(getvariable('imports'), false);

create view imports.quarantine as
select * from meta.quarantine where coalesce(getvariable('imports'), false);

create view imports.therapist as
select therapist_key, therapist, therapist_name, site, record_id from mart.therapist
where coalesce(getvariable('imports'), false);
