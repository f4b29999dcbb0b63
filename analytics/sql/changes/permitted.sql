-- One row per session in each of the tables before and after: sets `permitted`, whether the viewer may see
-- the session today.
-- Rights of the earlier version do not count, because codes merged then may have been separated since. For a
-- session in the version shown today, the rights there decide (if other cases of the client have sessions
-- that day, the viewer must be allowed to see all of them). For any other session, the therapist of its
-- delivery decides. If sessions of several codes were combined, the viewer must be allowed to see each of
-- them.
-- Variables: codes (therapist codes of the scope, as shown today), every_therapist.
create temp table permitted as
with lookup as (
    select 'before' as side, row_no, given_client, given_therapist, case_id, session_date, rater from before
    union all
    select 'after', row_no, given_client, given_therapist, case_id, session_date, rater from after
    union all
    select 'before', row_no, folded.given_client, folded.given_therapist, folded.case_id, session_date, rater
    from before join folded_before as folded using (client_id, session_date, rater)
    union all
    select 'after', row_no, folded.given_client, folded.given_therapist, folded.case_id, session_date, rater
    from after join folded_after as folded using (client_id, session_date, rater)
),
named as (
    select lookup.* replace (coalesce(client.stands_for, given_client) as given_client,
        coalesce(therapist.stands_for, given_therapist) as given_therapist)
    from lookup
    left join alias_now as client on client.kind = 'client' and client.code = given_client
    left join alias_now as therapist on therapist.kind = 'therapist' and therapist.code = given_therapist
),
by_case as (
    select side, row_no,
        coalesce(getvariable('every_therapist'), false) or coalesce(
            bool_and(now.visible) filter (where now.case_id is not distinct from named.case_id),
            bool_and(now.visible),
            list_contains(getvariable('codes')::varchar[], given_therapist),
            false
        ) as permitted
    from named
    left join now on now.client_id = given_client and now.session_date = named.session_date and now.rater = named.rater
    group by side, row_no, given_client, given_therapist, named.case_id
)
select side, row_no, bool_and(permitted) as permitted from by_case group by side, row_no;

update before set permitted = (select p.permitted from permitted as p where p.side = 'before' and p.row_no = before.row_no);
update after set permitted = (select p.permitted from permitted as p where p.side = 'after' and p.row_no = after.row_no)
