-- Replaces client and therapist codes by the code that a person said they stand for, in staging.typed and
-- staging.attribute (one row per data row), before rows are joined. The file's own code is kept in client_given
-- and therapist_given. A therapist's name counts as the code where the file has no codes.
UPDATE staging.typed SET client_given = client_id, client_id = a.stands_for
FROM alias AS a WHERE a.kind = 'client' AND typed.client_id = a.code;

UPDATE staging.typed
SET therapist_given = coalesce(therapist, therapist_name), therapist = a.stands_for
FROM alias AS a WHERE a.kind = 'therapist' AND coalesce(typed.therapist, typed.therapist_name) = a.code;

UPDATE staging.attribute SET client_given = client_id, client_id = a.stands_for
FROM alias AS a WHERE a.kind = 'client' AND attribute.client_id = a.code;

UPDATE staging.attribute
SET therapist_given = coalesce(therapist, therapist_name), therapist = a.stands_for
FROM alias AS a WHERE a.kind = 'therapist' AND coalesce(attribute.therapist, attribute.therapist_name) = a.code;
