-- Outcomes are in the order of keys: the items of a batch, which are of as many users but have one beginning of their keys, are neighbours.
CREATE TABLE new_outcomes (
    key                 TEXT    NOT NULL,
    user_id             BLOB    NOT NULL CHECK (length(user_id) = 12),
    space               TEXT    NOT NULL CHECK (space IN ('sends', 'grants', 'batches', 'batch_items')),
    fingerprint         BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    message_id          BLOB    REFERENCES messages (id),
    refusal             TEXT,
    grant_id            BLOB    CHECK (length(grant_id) = 12),
    recipient_id        BLOB    CHECK (length(recipient_id) = 12),
    amount              INTEGER CHECK (amount >= 1),
    balance             INTEGER,
    created_at          INTEGER,
    fingerprint_version INTEGER NOT NULL DEFAULT 1 CHECK (fingerprint_version >= 1),
    items               INTEGER CHECK (items >= 0),
    refused_item        INTEGER CHECK (refused_item >= 0),
    actor_id            BLOB    CHECK (length(actor_id) = 12),
    actor_role          TEXT    CHECK (actor_role IN ('user', 'service') AND (actor_id IS NULL) = (actor_role IS NULL)),
    PRIMARY KEY (key, user_id, space),
    CHECK ((message_id IS NOT NULL) + (refusal IS NOT NULL) + (grant_id IS NOT NULL) + (items IS NOT NULL) = 1),
    CHECK ((grant_id IS NULL) = (recipient_id IS NULL) AND (grant_id IS NULL) = (amount IS NULL)),
    CHECK (grant_id IS NULL OR balance IS NOT NULL),
    CHECK (items IS NULL OR space = 'batches'),
    CHECK (refused_item IS NULL OR refusal IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Put in order first, so that each page is written once.
INSERT INTO new_outcomes (key, user_id, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version, items, refused_item, actor_id, actor_role)
SELECT key, user_id, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version, items, refused_item, actor_id, actor_role FROM outcomes
ORDER BY key, user_id, space;

DROP TABLE outcomes;

ALTER TABLE new_outcomes RENAME TO outcomes;
