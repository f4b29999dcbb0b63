-- Which codes have been merged into another code by a person?
-- One row per alias, by kind and code. For owners and the office.
-- Parameters: none.
from imports.alias order by kind, code
