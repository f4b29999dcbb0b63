-- One row per value that differs and that the viewer may see, by client and day; before and after as text.
select client_id, case_id, session_date, rater, therapist, change, field, before, after
from changed
where visible
order by client_id, session_date, case_id, rater, change, row_no, field
