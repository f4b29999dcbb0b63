-- One row per client, case, day and rater in the version shown today (table now): whether the viewer may see
-- the session.
create temp table now as
select client_id, case_id, session_date, rater, bool_and(visible) as visible from version_session group by all;

drop table version_session;

drop table folded
