-- Lists pairs of client codes of the delivery that differ in case, blanks, leading zeros or the like, one row
-- each: the code with fewer sessions, the other one, and the sessions of the first.
WITH delivered_code AS (SELECT client_id, count(*)::INTEGER AS n FROM delivery.session WHERE file_no IS NOT NULL GROUP BY client_id)
SELECT min_by(client_id, (n, client_id)), max_by(client_id, (n, client_id)), min(n)
FROM delivered_code JOIN staging.client_spelling USING (client_id) GROUP BY spelling HAVING count(*) = 2 ORDER BY 1;
