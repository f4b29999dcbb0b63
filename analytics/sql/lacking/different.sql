-- One row: whether the table lacking differs from the one in the version attached as `old`.
select count(*) > 0 from (
    (select what, why, client_id, case_id, session_date, rater, therapist from lacking
     except all select what, why, client_id, case_id, session_date, rater, therapist from old.meta.lacking)
    union all
    (select what, why, client_id, case_id, session_date, rater, therapist from old.meta.lacking
     except all select what, why, client_id, case_id, session_date, rater, therapist from lacking)
)
