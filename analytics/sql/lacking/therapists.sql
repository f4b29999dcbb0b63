-- One row per therapist (as held; none first) whose sessions the delivery lacks: how many, and of them cancelled.
select therapist, count(*) as n, count(*) filter (why = 'cancelled') as cancelled
from missing group by therapist order by therapist nulls first
