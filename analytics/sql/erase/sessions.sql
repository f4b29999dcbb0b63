-- One row per session in stored_session, raw and lacking: deletes the sessions of the clients in
-- erased_client, whether the code was delivered or is shown.
delete from stored_session
where client_id in (select code from erased_client) or client_given in (select code from erased_client);
delete from raw
where client_id in (select code from erased_client) or given in (select code from erased_client);
delete from lacking where client_id in (select code from erased_client)
