-- staging.typed and staging.attribute: codes that a person said to stand for another become that one before rows are put
-- together; what the file had stays in client_given and therapist_given. A name is a code where the file has no codes.
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
