-- Lists pairs of files that contradict each other, one row each: the share of the sessions of the smaller file for
-- which both give different values.
WITH conflicts AS (
    SELECT t.file_no, hash(t.client_id, t.case_id, t.session_date, t.rater) AS k
    FROM staging.duplicate_key AS x
    JOIN staging.typed AS t ON t.rowid = x.row_id
    WHERE x.resolution = 'conflicting_duplicate'
    GROUP BY ALL
),
sizes AS (
    SELECT file_no, count(DISTINCT hash(client_id, case_id, session_date, rater)) AS n
    FROM staging.typed WHERE problem IS NULL GROUP BY file_no
)
SELECT a.file_no AS one, b.file_no AS other, count(*) / least(any_value(m.n), any_value(n.n)) AS share
FROM conflicts AS a
JOIN conflicts AS b ON b.k = a.k AND b.file_no > a.file_no
JOIN sizes AS m ON m.file_no = a.file_no
JOIN sizes AS n ON n.file_no = b.file_no
GROUP BY ALL
ORDER BY ALL;
