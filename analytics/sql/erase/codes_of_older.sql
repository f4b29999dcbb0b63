-- Which client codes does a version of an older Holdfast hold, from before codes could be joined?
-- One row per code.
select client_id as code from mart.client order by code
