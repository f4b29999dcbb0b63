-- Lists stored and delivered people by the codes in use. stored_client, stored_therapist: one row per key of the
-- stored version. delivered_client, delivered_therapist: one row per code of the delivery's own sessions.

CREATE OR REPLACE TEMP TABLE stored_client AS
SELECT client_key, coalesce(a.stands_for, client_id) AS client_id, last_date, staging.spelling(coalesce(a.stands_for, client_id)) AS spelling
FROM old.mart.client LEFT JOIN alias AS a ON a.kind = 'client' AND a.code = client_id;

CREATE OR REPLACE TEMP TABLE stored_therapist AS
SELECT therapist_key, coalesce(a.stands_for, therapist) AS therapist, last_date
FROM old.mart.therapist LEFT JOIN alias AS a ON a.kind = 'therapist' AND a.code = therapist;

CREATE OR REPLACE TEMP TABLE delivered_client AS
SELECT client_id, n_sessions, client_id IN (SELECT client_id FROM stored_client) AS is_stored
FROM (SELECT client_id, count(*)::INTEGER AS n_sessions FROM delivery.session WHERE file_no IS NOT NULL GROUP BY client_id);

CREATE OR REPLACE TEMP TABLE delivered_therapist AS
SELECT *, therapist IN (SELECT therapist FROM stored_therapist WHERE therapist IS NOT NULL) AS is_stored
FROM (
    SELECT therapist, count(*)::INTEGER AS n_sessions, min(session_date) AS first_day, max(session_date) AS last_day
    FROM delivery.session WHERE file_no IS NOT NULL AND therapist IS NOT NULL GROUP BY therapist
);
