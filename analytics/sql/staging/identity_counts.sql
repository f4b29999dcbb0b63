-- Counts, in one row, the clients and therapists of the delivery, how many of each are stored, and the stored
-- therapists.
SELECT n_clients, n_known, n_therapists, n_known_therapists, n_held_therapists
FROM (SELECT count(*) AS n_clients, count(*) FILTER (WHERE is_stored) AS n_known FROM delivered_client),
    (SELECT count(*) AS n_therapists, count(*) FILTER (WHERE is_stored) AS n_known_therapists FROM delivered_therapist),
    (SELECT count(therapist) AS n_held_therapists FROM stored_therapist);
