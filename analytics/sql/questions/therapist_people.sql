-- Which therapists may this viewer know by code?
-- One row per therapist: those whose clients the viewer sees, and every one for owners and the office.
-- Parameters: none.
select therapist_key, therapist, therapist_name, site from scoped.therapist
union
select therapist_key, therapist, therapist_name, site from imports.therapist
order by therapist_key
