-- Counts, in one row, the scored sessions of the delivery on days that the store covers: those of new clients,
-- those of known clients, and how many of the latter equal the stored session of the client and day in both
-- scores.
SELECT count(*) FILTER (WHERE NOT is_stored) AS n_of_new, count(*) FILTER (WHERE is_stored) AS n_of_known,
    count(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM old.mart.session AS s JOIN stored_client AS h USING (client_key)
        WHERE h.client_id = d.client_id AND s.session_date = d.session_date
            AND s.ors_total IS NOT DISTINCT FROM d.ors_total AND s.srs_total IS NOT DISTINCT FROM d.srs_total)) AS n_equal
FROM delivery.session AS d JOIN delivered_client USING (client_id)
WHERE d.file_no IS NOT NULL AND coalesce(d.ors_total, d.srs_total) IS NOT NULL
    AND d.session_date BETWEEN (SELECT min(session_date) FROM old.mart.session) AND (SELECT max(last_date) FROM stored_client);
