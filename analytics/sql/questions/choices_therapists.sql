-- Which therapists may this viewer choose?
-- One row per therapist in the viewer's scope, or per therapist for owners and the office. record_id: for addresses.
-- Parameters: none.
select therapist, therapist_name, record_id from imports.therapist where therapist is not null
union
select therapist, therapist_name, record_id from scoped.therapist where therapist is not null
order by therapist
