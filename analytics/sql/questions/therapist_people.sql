-- Which therapist codes may this viewer see?
-- One row per therapist: those whose clients the viewer sees, or all for owners and the office.
-- Parameters: none.
select therapist_key, therapist, therapist_name, site from scoped.therapist
union
select therapist_key, therapist, therapist_name, site from imports.therapist
order by therapist_key
