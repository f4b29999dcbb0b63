-- Why were rows or cells left out of the deliveries?
-- One row per kind and reason: number of rows or cells, over all deliveries kept.
-- Parameters: none.
select kind, reason, count(*) as n
from imports.quarantine
group by kind, reason
order by kind, n desc, reason
