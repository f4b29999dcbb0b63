-- What was read is the version on show: who may see which session now.
create temp table now as
select client_id, case_id, session_date, rater, bool_and(visible) as visible from version_session group by all;

drop table version_session;

drop table folded
