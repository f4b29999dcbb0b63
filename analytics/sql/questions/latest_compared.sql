-- Comparison of the latest delivery with the sessions stored before it.
-- One row (none after the first delivery): time, person, files and the comparison as JSON, without client
-- codes.
-- Parameters: none.
select compared_at, imported_by, files, document from imports.latest
