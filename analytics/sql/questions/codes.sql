-- Which codes of clients or therapists are stored, shown or merged into another code?
-- One row per code. For owners and the office, who merge codes; no rows for anybody else.
-- Parameters: $kind (client or therapist).
select code from imports.code where kind = $kind order by code
