-- Which client codes does a version contain, as delivered, shown or merged?
-- One row per code.
select client_id as code from mart.client_record
union
select client_given from mart.session where client_given is not null
union
select client_id from meta.folded
union
select code from meta.alias where kind = 'client'
order by code
