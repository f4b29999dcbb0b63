-- Rows about single people, limited to the therapists whom the viewer may see.
-- A cursor says whose rows: `every_therapist` (bool) or `therapists` (list of keys). Unset means no row.
-- An episode is visible to the therapist who holds it now, the one with most of its sessions, and their supervisor.
create schema scoped;

create macro scoped.visible(main_key, current_key) as
    coalesce(getvariable('every_therapist'), false)
    or coalesce(list_contains(getvariable('therapists')::integer[], main_key), false)
    or coalesce(list_contains(getvariable('therapists')::integer[], current_key), false);

create view scoped.episode as
select * from mart.episode where scoped.visible(therapist_key, current_therapist_key);

create view scoped.session as
select session.* from mart.session as session semi join scoped.episode using (episode_key);

create view scoped.open_episode as
select * from mart.open_episode where scoped.visible(therapist_key, current_therapist_key);

create view scoped.course as select course.* from mart.course semi join scoped.episode using (episode_key);
create view scoped.dip as select dip.* from mart.dip semi join scoped.episode using (episode_key);
create view scoped.first_group as
select first_group.* from mart.first_group semi join scoped.episode using (episode_key);
create view scoped.alliance as select alliance.* from mart.alliance semi join scoped.episode using (episode_key);
create view scoped.landmark as select landmark.* from mart.landmark semi join scoped.episode using (episode_key);
create view scoped.client as select client.* from mart.client semi join scoped.episode using (client_key);

-- Every record id that leads to a client: old addresses and marks.
create view scoped.client_record as
select record.* from mart.client_record as record semi join scoped.client using (client_key);

create view scoped.therapist as
select * from mart.therapist where scoped.visible(therapist_key, therapist_key);

create view scoped.therapist_record as
select record.* from mart.therapist_record as record semi join scoped.therapist using (therapist_key);
