-- One row per stored session missing in the delivery, by client and day; at most $most.
select client_id, case_id, session_date, rater, therapist, why
from missing order by client_id, session_date, rater, case_id limit $most
