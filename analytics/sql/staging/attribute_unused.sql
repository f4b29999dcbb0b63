-- staging.attribute: rows about a client or case without a session in this delivery tell nothing that could be kept.
UPDATE staging.attribute
SET problem = 'not_an_orssrs_row|', text = ''
WHERE problem IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery.session AS s
    WHERE s.client_id = attribute.client_id AND (attribute.case_id IS NULL OR s.case_id = attribute.case_id));
