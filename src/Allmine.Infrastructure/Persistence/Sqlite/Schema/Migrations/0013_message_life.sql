-- What becomes of messages: edits, deletions, reactions, pins, thumbnails that come later; and how far messages have reached their readers.

-- Words go into rows that are appended, never grow, and are never removed: messages has those that a message was sent with, alterations those of
-- its edits, file_facts the names of files. Taken away, they are overwritten where they stand (secure_delete). A row that grows or goes can make SQLite copy the other rows of its page, and the
-- copies that it leaves behind are not overwritten. Whatever changes is therefore in tables of its own: lives.

-- alteration_count: how many of the chat's changes have altered a message. pins: 12 bytes of identifier and 8 of number for each message, the one that was
-- pinned last at the end.
ALTER TABLE chats ADD COLUMN alteration_count INTEGER NOT NULL DEFAULT 0 CHECK (alteration_count >= 0);
ALTER TABLE chats ADD COLUMN pins BLOB CHECK (length(pins) > 0 AND length(pins) % 20 = 0);

ALTER TABLE chat_members ADD COLUMN delivered_up_to INTEGER NOT NULL DEFAULT 0 CHECK (delivered_up_to >= 0);

-- A message as it was sent. sent_change: the number of the change that sent it; null where that is its own number. A deleted one has nothing but its place.
CREATE TABLE new_messages (
    chat_id               BLOB    NOT NULL REFERENCES chats (id),
    sequence              INTEGER NOT NULL CHECK (sequence >= 1),
    id                    BLOB    NOT NULL UNIQUE CHECK (length(id) = 12),
    sender_id             BLOB    NOT NULL CHECK (length(sender_id) = 12),
    type                  TEXT    NOT NULL CHECK (type IN ('text', 'media', 'credit_transfer')),
    content               TEXT    CHECK (type <> 'text' OR content IS NOT NULL OR is_deleted = 1),
    media                 TEXT    CHECK (type <> 'media' OR media IS NOT NULL OR is_deleted = 1),
    created_at            INTEGER NOT NULL,
    transfer_amount       INTEGER
        CHECK ((type = 'credit_transfer') = (transfer_amount IS NOT NULL) AND (transfer_amount IS NULL OR transfer_amount >= 1)),
    transfer_recipient_id BLOB
        CHECK ((type = 'credit_transfer') = (transfer_recipient_id IS NOT NULL) AND (transfer_recipient_id IS NULL OR length(transfer_recipient_id) = 12)),
    metadata              TEXT,
    silent                INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    reply_to_id           BLOB    CHECK (length(reply_to_id) = 12),
    reply_to_sequence     INTEGER
        CHECK ((reply_to_id IS NULL) = (reply_to_sequence IS NULL) AND (reply_to_sequence IS NULL OR reply_to_sequence >= 1)),
    mentions              BLOB    CHECK (length(mentions) > 0 AND length(mentions) % 12 = 0),
    sent_change           INTEGER CHECK (sent_change > sequence),
    is_deleted            INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (chat_id, sequence),
    CHECK (is_deleted = 0 OR (type <> 'credit_transfer' AND silent = 0 AND coalesce(content, media, metadata, reply_to_id, mentions) IS NULL))
) STRICT;

INSERT INTO new_messages (chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id,
    metadata, silent, reply_to_id, reply_to_sequence, mentions)
SELECT chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id,
    metadata, silent, reply_to_id, reply_to_sequence, mentions
FROM messages ORDER BY rowid;

DROP TABLE messages;

ALTER TABLE new_messages RENAME TO messages;

-- The messages of a film that were sent without a thumbnail: few, and none of the others has an entry.
CREATE INDEX messages_films ON messages (CASE WHEN json_valid(media) THEN media ->> '$.key' END)
WHERE CASE WHEN json_valid(media) THEN media ->> '$.type' = 'video' AND media ->> '$.thumbnailKey' IS NULL ELSE 0 END;

-- The messages that carry a file.
CREATE INDEX messages_by_file ON messages (CASE WHEN json_valid(media) THEN media ->> '$.key' END) WHERE media IS NOT NULL;

CREATE TRIGGER credit_transfers_stay BEFORE UPDATE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer never changes');
END;

CREATE TRIGGER credit_transfers_remain BEFORE DELETE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never removed');
END;

CREATE TRIGGER tombstones_stay BEFORE UPDATE ON messages WHEN OLD.is_deleted = 1 AND NEW.is_deleted = 0
BEGIN
    SELECT RAISE(ABORT, 'a deleted message stays so');
END;

CREATE TRIGGER tombstones_remain BEFORE DELETE ON messages WHEN OLD.is_deleted = 1
BEGIN
    SELECT RAISE(ABORT, 'the place of a deleted message is never removed');
END;

-- What has become of a message; one that is as it was sent has no row. change: the number of the change that altered it last. life: the rest, as JSON.
CREATE TABLE lives (
    chat_id  BLOB    NOT NULL,
    sequence INTEGER NOT NULL,
    change   INTEGER NOT NULL CHECK (change > sequence),
    version  INTEGER NOT NULL CHECK (version >= 1),
    life     TEXT    NOT NULL,
    PRIMARY KEY (chat_id, sequence),
    UNIQUE (chat_id, change),
    FOREIGN KEY (chat_id, sequence) REFERENCES messages (chat_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER credit_transfers_begin_no_other_life BEFORE INSERT ON lives
WHEN (NEW.version > 1 OR coalesce(NEW.life ->> '$.editedAt', NEW.life ->> '$.deletedAt') IS NOT NULL)
    AND (SELECT type FROM messages WHERE chat_id = NEW.chat_id AND sequence = NEW.sequence) = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never edited or deleted');
END;

CREATE TRIGGER credit_transfers_live_no_other_life BEFORE UPDATE ON lives
WHEN (NEW.version > 1 OR coalesce(NEW.life ->> '$.editedAt', NEW.life ->> '$.deletedAt') IS NOT NULL)
    AND (SELECT type FROM messages WHERE chat_id = NEW.chat_id AND sequence = NEW.sequence) = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never edited or deleted');
END;

CREATE TRIGGER tombstones_live_no_more BEFORE UPDATE ON lives
WHEN (SELECT is_deleted FROM messages WHERE chat_id = OLD.chat_id AND sequence = OLD.sequence) = 1
BEGIN
    SELECT RAISE(ABORT, 'nothing becomes of a deleted message');
END;

-- The changes of chats that have altered a message. ordinal: its number among those of its chat; change - ordinal is the number of the chat's last message then.
-- version, content, metadata, at: what an edit has made of the message, until that is deleted.
CREATE TABLE alterations (
    chat_id    BLOB    NOT NULL REFERENCES chats (id),
    change     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL CHECK (ordinal >= 1 AND ordinal < change),
    message_id BLOB    NOT NULL REFERENCES messages (id),
    sequence   INTEGER NOT NULL CHECK (sequence >= 1),
    kind       TEXT    NOT NULL CHECK (kind IN ('edited', 'deleted', 'reacted', 'unreacted', 'pinned', 'unpinned', 'thumbnail')),
    user_id    BLOB    CHECK (length(user_id) = 12),
    emoji      TEXT    CHECK ((kind IN ('reacted', 'unreacted')) = (emoji IS NOT NULL) AND (emoji IS NULL) = (user_id IS NULL)),
    version    INTEGER CHECK (version IS NULL OR (version >= 2 AND kind = 'edited')),
    content    TEXT    CHECK (content IS NULL OR version IS NOT NULL),
    metadata   TEXT    CHECK (metadata IS NULL OR version IS NOT NULL),
    at         INTEGER CHECK ((at IS NULL) = (version IS NULL)),
    PRIMARY KEY (chat_id, change)
) STRICT;

CREATE UNIQUE INDEX alterations_versions ON alterations (message_id, version) WHERE version IS NOT NULL;

CREATE TRIGGER alterations_stay BEFORE UPDATE ON alterations WHEN NEW.version IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an alteration never changes, but that its words are taken away');
END;

CREATE TRIGGER alterations_remain BEFORE DELETE ON alterations
BEGIN
    SELECT RAISE(ABORT, 'an alteration is never removed');
END;

-- What deleted messages have left behind. is_released: whether the file was found to be carried by no message.
CREATE TABLE erasures (
    message_id  BLOB    NOT NULL PRIMARY KEY CHECK (length(message_id) = 12),
    media_key   TEXT,
    due         INTEGER NOT NULL,
    is_released INTEGER NOT NULL DEFAULT 0 CHECK (is_released IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX erasures_due ON erasures (due);

-- What a file is called and what is known of it, in rows that are appended, never grow, and lose their texts when the file is removed.
CREATE TABLE file_facts (
    number INTEGER NOT NULL PRIMARY KEY,
    name   TEXT,
    media  TEXT CHECK ((media IS NULL) = (name IS NULL))
) STRICT;

INSERT INTO file_facts (number, name, media) SELECT row_number() OVER (ORDER BY uploaded_at, id), name, media FROM files;

-- A file whose last message was deleted is released, until that is sure. name_hash: of the name, to find it by. thumbnail_key: of a thumbnail that came later.
CREATE TABLE new_files (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    owner_id      BLOB    NOT NULL CHECK (length(owner_id) = 12),
    facts         INTEGER NOT NULL REFERENCES file_facts (number),
    name_hash     INTEGER NOT NULL,
    media_key     TEXT,
    size          INTEGER,
    uploaded_at   INTEGER NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('pending', 'staged', 'bound', 'abandoned', 'released')),
    thumbnail_key TEXT,
    later_key     TEXT,
    later_due     INTEGER CHECK (later_due IS NULL OR later_key IS NOT NULL),
    later_tries   INTEGER NOT NULL DEFAULT 0 CHECK (later_tries >= 0)
) STRICT, WITHOUT ROWID;

-- The function is the program's own. A record that can't be read has no size.
INSERT INTO new_files (id, owner_id, facts, name_hash, media_key, size, uploaded_at, state, later_key, later_due, later_tries)
SELECT id, owner_id, row_number() OVER (ORDER BY uploaded_at, id), name_hash(name), CASE WHEN json_valid(media) THEN media ->> '$.key' END,
    CASE WHEN json_valid(media) THEN media ->> '$.size' END, uploaded_at, state, later_key, later_due, later_tries
FROM files;

DROP TABLE files;

ALTER TABLE new_files RENAME TO files;

CREATE INDEX files_by_name ON files (owner_id, name_hash, uploaded_at, id);
CREATE INDEX files_by_key ON files (media_key);
CREATE INDEX files_unused ON files (uploaded_at) WHERE state <> 'bound';
CREATE INDEX files_by_owner ON files (owner_id, size);
CREATE INDEX files_later ON files (later_due) WHERE later_due IS NOT NULL AND state = 'bound';

-- kind altered: chat_id and number name an alteration, life is what had become of its message then. kind delivered: user_id has chat_id up to number.
-- kind updated: of a program before alterations. Positions go on where they were, also if no event is left.
CREATE TABLE new_events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL CHECK (kind IN ('message', 'updated', 'read', 'credits', 'altered', 'delivered')),
    chat_id  BLOB    CHECK (length(chat_id) = 12),
    user_id  BLOB    CHECK (length(user_id) = 12),
    number   INTEGER NOT NULL,
    life     TEXT    CHECK ((kind = 'altered') = (life IS NOT NULL)),
    CHECK ((kind = 'credits') = (chat_id IS NULL)),
    CHECK ((kind IN ('message', 'updated', 'altered')) = (user_id IS NULL))
) STRICT;

INSERT INTO new_events (position, kind, chat_id, user_id, number) SELECT position, kind, chat_id, user_id, number FROM events;

DELETE FROM sqlite_sequence WHERE name = 'new_events';

INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';

DROP TABLE events;

ALTER TABLE new_events RENAME TO events;
