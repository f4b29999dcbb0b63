-- What came in and what was left out; for owners and the office. Visible where the cursor sets `imports`.
create schema imports;

create view imports.delivery as
select * from meta.import where coalesce(getvariable('imports'), false);

-- The cell's text may be a score, for those who see every client; a date or an id is shown to all who import.
create view imports.quarantine as
select * exclude (record_id) replace (
    case when coalesce(getvariable('every_therapist'), false) or starts_with(reason, 'date_') or starts_with(reason, 'id_')
         then text end as text)
from meta.quarantine where coalesce(getvariable('imports'), false);

create view imports.alias as
select * from meta.alias where coalesce(getvariable('imports'), false);

-- Codes of clients without anything about them, for whoever may say that two of them are one person.
create view imports.code as
select 'client' as kind, client_id as code from mart.client_record where coalesce(getvariable('imports'), false)
union all
select 'therapist', therapist from mart.therapist_record where coalesce(getvariable('imports'), false);

create view imports.same_person as
select * from meta.same_person where coalesce(getvariable('imports'), false);

create view imports.two_people as
select * from meta.two_people where coalesce(getvariable('imports'), false);

create view imports.therapist as
select therapist_key, therapist, therapist_name, site, record_id from mart.therapist
where coalesce(getvariable('imports'), false);

create view imports.therapist_record as
select * from mart.therapist_record where coalesce(getvariable('imports'), false);

create view imports.latest as
select * from meta.compared where coalesce(getvariable('imports'), false);

-- without clients, for counts
create view imports.not_in_file_count as
select what, why, therapist, episode_key from meta.lacking
where coalesce(getvariable('imports'), false) and not ends_with(what, '_aside');

-- with clients: of the therapists whom the viewer may see
create view imports.not_in_file as
select lacking.*, client.record_id
from meta.lacking as lacking
left join mart.client as client using (client_id)
left join mart.therapist as therapist using (therapist)
where coalesce(getvariable('imports'), false) and not ends_with(what, '_aside')
    and scoped.visible(coalesce(therapist.therapist_key, 0), coalesce(therapist.therapist_key, 0))
