-- What the latest delivery lacks, kept with the version. new.meta.lacking: one row per held session, score or ending
-- that can still be left out. new.meta.compared: one row (none where nothing was held before), the delivery beside it.
create table new.meta.lacking as
select what, why, client_id, case_id, session_date, rater, therapist, episode_key from lacking;
create table new.meta.compared (compared_at timestamp, imported_by varchar, files varchar, document varchar)
