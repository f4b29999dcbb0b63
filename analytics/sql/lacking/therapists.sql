-- One row per stored therapist (sessions without a therapist first): number of sessions missing in the
-- delivery, and how many of these were cancelled.
select therapist, count(*) as n, count(*) filter (why = 'cancelled') as cancelled
from missing group by therapist order by therapist nulls first
