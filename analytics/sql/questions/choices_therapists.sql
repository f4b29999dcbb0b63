-- Which therapists may this viewer choose?
-- One row per therapist in the viewer's scope, or per therapist for owners and the office.
-- Parameters: none.
select therapist, therapist_name from imports.therapist where therapist is not null
union
select therapist, therapist_name from scoped.therapist where therapist is not null
order by therapist
