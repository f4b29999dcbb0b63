-- Which codes of clients or therapists are held, shown or joined with another one?
-- One row per code. For owners and the office, who say which codes are one person; none for anybody else.
-- Parameters: $kind (client or therapist).
select code from imports.code where kind = $kind order by code
