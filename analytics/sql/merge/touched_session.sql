-- One row per session (and rater), stored or delivered, of the clients in touched.
create or replace temp table touched_session as select * from fact.session semi join touched using (client_id)
