-- Which therapists' clients may this viewer see row by row?
-- One row per therapist in the viewer's scope.
-- Parameters: none.
select therapist_key, therapist
from scoped.therapist
order by therapist_key
