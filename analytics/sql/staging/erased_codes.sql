-- erased_code: one row per client code of the delivery that belongs to an erased client: as delivered, in
-- another spelling (case, blanks, leading zeros), or the pseudonym of an exported file. Found by keyed hashes,
-- as the store keeps no code of an erased client.
-- Parameters: keys, codes, spellings, pseudonyms (one per erased code: the key, the hash of the code, the hash
-- of its spelling or '', the hash of its pseudonym or '').
CREATE OR REPLACE TEMP TABLE erased_code AS
WITH tombstone AS (
    SELECT unnest($keys) AS key, unnest($codes) AS code_hash, unnest($spellings) AS spelling_hash,
        unnest($pseudonyms) AS pseudonym_hash
),
delivered AS (
    SELECT client_id AS code FROM staging.typed UNION SELECT client_given FROM staging.typed
    UNION SELECT client_id FROM staging.attribute UNION SELECT client_given FROM staging.attribute
),
hashed AS (
    SELECT code, key, sha256(key || ':erased:' || code) AS code_hash,
        sha256(key || ':erased spelling:' || staging.spelling(code)) AS spelling_hash,
        sha256(key || ':erased pseudonym:' || staging.spelling(code)) AS pseudonym_hash
    FROM delivered, (SELECT DISTINCT key FROM tombstone)
    WHERE code IS NOT NULL
)
SELECT code FROM hashed SEMI JOIN tombstone USING (key, code_hash)
UNION
SELECT code FROM hashed SEMI JOIN tombstone USING (key, spelling_hash)
UNION
SELECT code FROM hashed SEMI JOIN tombstone USING (key, pseudonym_hash);
