-- Counts, in one row, the different ids that rows point to, those of them that the other table has, the ids of
-- that table, and those of them that stand for one client and day.
SELECT count(*), count(*) FILTER (is_there), (SELECT count(*) FROM staging.link_parent),
    (SELECT count(*) FROM staging.link_parent WHERE is_clear)
FROM (
    SELECT r.the_key, r.the_client, count(p.id) > 0 AS is_there
    FROM staging.link_rows() AS r
    LEFT JOIN staging.link_parent AS p ON p.id = r.the_key AND p.of_client IS NOT DISTINCT FROM r.the_client
    WHERE r.the_key IS NOT NULL
    GROUP BY r.the_key, r.the_client
);
