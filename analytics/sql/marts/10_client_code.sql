-- One row per client: its key, numbered by the therapist who saw the client last, then by id, so that a
-- therapist's clients lie side by side in every table. is_mixed: some of its sessions name a case and some do not.
create temp table client_code as
with latest as (
    select client_id, arg_max(therapist, session_date) as home, count(case_id) between 1 and count(*) - 1 as is_mixed
    from fact.session group by client_id
)
select row_number() over (order by home nulls first, client_id)::integer as client_key, client_id, is_mixed from latest
