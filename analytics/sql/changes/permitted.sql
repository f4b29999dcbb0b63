-- before and after with `permitted`: whether the viewer may see the session by the version on show, whatever an older one
-- showed, as codes may have been joined then that are parted now. A session on show is for who may see it there (with
-- other cases of the client on that day, for who may see them all); one that is not on show, for the therapist of whom
-- it was delivered. Where several codes were shown together, for who may see what each of them was told.
-- The variable codes: of the therapists in the scope, as they are shown now.
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
