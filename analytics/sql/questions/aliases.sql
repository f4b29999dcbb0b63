-- Which codes did a person say to stand for another?
-- One row per alias, by kind and code. For owners and the office.
-- Parameters: none.
from imports.alias order by kind, code
