-- Which client codes does a version contain that an older Holdfast made, before codes could be merged?
-- One row per code.
select client_id as code from mart.client order by code
