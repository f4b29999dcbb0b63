-- One row per held session that the delivery lacks, by client and day; at most $most.
select client_id, case_id, session_date, rater, therapist, why
from missing order by client_id, session_date, rater, case_id limit $most
