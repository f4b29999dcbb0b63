-- One row per session (and rater) of the touched clients, held or delivered.
create or replace temp table touched_session as select * from fact.session semi join touched using (client_id)
