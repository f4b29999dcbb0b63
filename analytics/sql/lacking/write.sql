-- Stores in the new version what its last delivery lacks. new.meta.lacking: one row per stored session, score
-- or ending that can still be removed. new.meta.compared: one row on the comparison of that delivery with the
-- stored sessions, none after the first delivery.
create table new.meta.lacking as
select what, why, client_id, case_id, session_date, rater, therapist, episode_key from lacking;
create table new.meta.compared (compared_at timestamp, imported_by varchar, files varchar, document varchar)
