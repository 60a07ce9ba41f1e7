-- What goes with a message, who is no person, and what became of batches.

ALTER TABLE users ADD COLUMN kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'system'));

-- metadata: a JSON object as its sender wrote it. mentions: the identifiers of the members, one behind the other.
ALTER TABLE messages ADD COLUMN metadata TEXT;
ALTER TABLE messages ADD COLUMN silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1));
ALTER TABLE messages ADD COLUMN reply_to_id BLOB CHECK (length(reply_to_id) = 12);
ALTER TABLE messages ADD COLUMN reply_to_sequence INTEGER CHECK ((reply_to_id IS NULL) = (reply_to_sequence IS NULL) AND (reply_to_sequence IS NULL OR reply_to_sequence >= 1));
ALTER TABLE messages ADD COLUMN mentions BLOB CHECK (length(mentions) > 0 AND length(mentions) % 12 = 0);

-- The same mentions, for those who count their own. A message that mentions nobody has none.
CREATE TABLE mentions (
    user_id  BLOB    NOT NULL CHECK (length(user_id) = 12),
    chat_id  BLOB    NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (user_id, chat_id, sequence),
    FOREIGN KEY (chat_id, sequence) REFERENCES messages (chat_id, sequence)
) STRICT, WITHOUT ROWID;

-- An outcome may also be a batch's: items is how many it has, each with an outcome of its own in the space batch_items, or 0 for a batch that is
-- not atomic. refused_item: which item a refusal of a batch is of.
CREATE TABLE new_outcomes (
    user_id             BLOB    NOT NULL CHECK (length(user_id) = 12),
    key                 TEXT    NOT NULL,
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
    PRIMARY KEY (user_id, key, space),
    CHECK ((message_id IS NOT NULL) + (refusal IS NOT NULL) + (grant_id IS NOT NULL) + (items IS NOT NULL) = 1),
    CHECK ((grant_id IS NULL) = (recipient_id IS NULL) AND (grant_id IS NULL) = (amount IS NULL)),
    CHECK (grant_id IS NULL OR balance IS NOT NULL),
    CHECK (items IS NULL OR space = 'batches'),
    CHECK (refused_item IS NULL OR refusal IS NOT NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO new_outcomes (user_id, key, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version)
SELECT user_id, key, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version FROM outcomes;

DROP TABLE outcomes;

ALTER TABLE new_outcomes RENAME TO outcomes;
