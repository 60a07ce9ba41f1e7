-- Chats that change: title and photo, members with roles and the lines that tell of their coming, one's own settings; and what is asked for under a key may be a chat.

-- photo: what is known of the file, as JSON. own_change: the number of the latest change of the chat itself; 0 for none.
ALTER TABLE chats ADD COLUMN photo TEXT CHECK (photo IS NULL OR kind = 'group');
ALTER TABLE chats ADD COLUMN own_change INTEGER NOT NULL DEFAULT 0 CHECK (own_change >= 0 AND (own_change = 0 OR kind = 'group'));

-- The chats that have a file as their photo; a chat without one has no entry.
CREATE INDEX chats_by_photo ON chats (CASE WHEN json_valid(photo) THEN photo ->> '$.key' END) WHERE photo IS NOT NULL;

-- line, line_change, line_at: the number, the change and the time of the message that tells of a member's coming; 0 and null for one who was there from the beginning.
-- sees_all: whether the member sees what was sent before, too.
ALTER TABLE chat_members ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member'));
ALTER TABLE chat_members ADD COLUMN line INTEGER NOT NULL DEFAULT 0 CHECK (line >= 0);
ALTER TABLE chat_members ADD COLUMN line_change INTEGER NOT NULL DEFAULT 0 CHECK (line_change >= line AND (line_change = 0) = (line = 0));
ALTER TABLE chat_members ADD COLUMN line_at INTEGER CHECK ((line_at IS NULL) = (line = 0));
ALTER TABLE chat_members ADD COLUMN sees_all INTEGER NOT NULL DEFAULT 0 CHECK (sees_all IN (0, 1));

-- In the groups of before, the first of the members is the owner.
UPDATE chat_members SET role = 'owner'
WHERE position = (SELECT min(position) FROM chat_members AS other WHERE other.chat_id = chat_members.chat_id)
    AND (SELECT kind FROM chats WHERE id = chat_members.chat_id) = 'group';

-- Since when this user has blocked the other one of a direct chat (0: that was not noted), and who that is; both are here for the index.
ALTER TABLE chat_members ADD COLUMN blocked_at INTEGER NOT NULL DEFAULT 0 CHECK (blocked_at >= 0 AND (blocked_at = 0 OR has_blocked = 1));
ALTER TABLE chat_members ADD COLUMN blocked_id BLOB CHECK (blocked_id IS NULL OR (has_blocked = 1 AND length(blocked_id) = 12));

UPDATE chat_members SET blocked_id = (SELECT other.user_id FROM chat_members AS other WHERE other.chat_id = chat_members.chat_id AND other.user_id <> chat_members.user_id)
WHERE has_blocked = 1;

CREATE INDEX chat_members_blocks ON chat_members (user_id, blocked_at, blocked_id) WHERE has_blocked = 1;

-- A member's own settings of a chat. archived_at: the number of the chat's last message when it was archived. That a message has ended it since is not written.
CREATE TABLE chat_settings (
    user_id     BLOB    NOT NULL CHECK (length(user_id) = 12),
    chat_id     BLOB    NOT NULL REFERENCES chats (id),
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    is_muted    INTEGER NOT NULL CHECK (is_muted IN (0, 1)),
    muted_until INTEGER CHECK (muted_until IS NULL OR is_muted = 1),
    archived_at INTEGER CHECK (archived_at >= 0),
    is_pinned   INTEGER NOT NULL CHECK (is_pinned IN (0, 1)),
    PRIMARY KEY (user_id, chat_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_settings_archived ON chat_settings (chat_id, archived_at) WHERE archived_at IS NOT NULL;

-- opened_chat_id, has_opened: the chat that was asked for, and whether it was made or opened then.
CREATE TABLE new_outcomes (
    key                 TEXT    NOT NULL,
    user_id             BLOB    NOT NULL CHECK (length(user_id) = 12),
    space               TEXT    NOT NULL CHECK (space IN ('sends', 'grants', 'batches', 'batch_items', 'chats')),
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
    opened_chat_id      BLOB    REFERENCES chats (id),
    has_opened          INTEGER CHECK (has_opened IN (0, 1)),
    PRIMARY KEY (key, user_id, space),
    CHECK ((message_id IS NOT NULL) + (refusal IS NOT NULL) + (grant_id IS NOT NULL) + (items IS NOT NULL) + (opened_chat_id IS NOT NULL) = 1),
    CHECK ((grant_id IS NULL) = (recipient_id IS NULL) AND (grant_id IS NULL) = (amount IS NULL)),
    CHECK (grant_id IS NULL OR balance IS NOT NULL),
    CHECK (items IS NULL OR space = 'batches'),
    CHECK (refused_item IS NULL OR refusal IS NOT NULL),
    CHECK ((opened_chat_id IS NULL) = (space <> 'chats') AND (opened_chat_id IS NULL) = (has_opened IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO new_outcomes (key, user_id, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version, items, refused_item, actor_id, actor_role)
SELECT key, user_id, space, fingerprint, message_id, refusal, grant_id, recipient_id, amount, balance, created_at, fingerprint_version, items, refused_item, actor_id, actor_role FROM outcomes
ORDER BY key, user_id, space;

DROP TABLE outcomes;

ALTER TABLE new_outcomes RENAME TO outcomes;

-- These name the table of messages, which is made anew for one more type.
DROP TRIGGER credit_transfers_begin_no_other_life;
DROP TRIGGER credit_transfers_live_no_other_life;
DROP TRIGGER tombstones_live_no_more;

-- type system: a line of the chat itself, which says in its metadata what has changed of the chat. The rest is as before.
CREATE TABLE new_messages (
    chat_id               BLOB    NOT NULL REFERENCES chats (id),
    sequence              INTEGER NOT NULL CHECK (sequence >= 1),
    id                    BLOB    NOT NULL UNIQUE CHECK (length(id) = 12),
    sender_id             BLOB    NOT NULL CHECK (length(sender_id) = 12),
    type                  TEXT    NOT NULL CHECK (type IN ('text', 'media', 'credit_transfer', 'system')),
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
    CHECK (is_deleted = 0 OR (type <> 'credit_transfer' AND silent = 0 AND coalesce(content, media, metadata, reply_to_id, mentions) IS NULL)),
    CHECK (type <> 'system' OR (metadata IS NOT NULL AND silent = 0 AND coalesce(content, media, reply_to_id, mentions) IS NULL))
) STRICT;

INSERT INTO new_messages (chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id,
    metadata, silent, reply_to_id, reply_to_sequence, mentions, sent_change, is_deleted)
SELECT chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id,
    metadata, silent, reply_to_id, reply_to_sequence, mentions, sent_change, is_deleted
FROM messages ORDER BY rowid;

DROP TABLE messages;

ALTER TABLE new_messages RENAME TO messages;

CREATE INDEX messages_films ON messages (CASE WHEN json_valid(media) THEN media ->> '$.key' END)
WHERE CASE WHEN json_valid(media) THEN media ->> '$.type' = 'video' AND media ->> '$.thumbnailKey' IS NULL ELSE 0 END;

CREATE INDEX messages_by_file ON messages (CASE WHEN json_valid(media) THEN media ->> '$.key' END) WHERE media IS NOT NULL;

CREATE TRIGGER credit_transfers_stay BEFORE UPDATE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer never changes');
END;

CREATE TRIGGER credit_transfers_remain BEFORE DELETE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never removed');
END;

CREATE TRIGGER lines_stay BEFORE UPDATE ON messages WHEN OLD.type = 'system'
BEGIN
    SELECT RAISE(ABORT, 'a line of a chat never changes');
END;

CREATE TRIGGER lines_remain BEFORE DELETE ON messages WHEN OLD.type = 'system'
BEGIN
    SELECT RAISE(ABORT, 'a line of a chat is never removed');
END;

CREATE TRIGGER tombstones_stay BEFORE UPDATE ON messages WHEN OLD.is_deleted = 1 AND NEW.is_deleted = 0
BEGIN
    SELECT RAISE(ABORT, 'a deleted message stays so');
END;

CREATE TRIGGER tombstones_remain BEFORE DELETE ON messages WHEN OLD.is_deleted = 1
BEGIN
    SELECT RAISE(ABORT, 'the place of a deleted message is never removed');
END;

CREATE TRIGGER credit_transfers_begin_no_other_life BEFORE INSERT ON lives
WHEN (NEW.version > 1 OR coalesce(NEW.life ->> '$.editedAt', NEW.life ->> '$.deletedAt') IS NOT NULL)
    AND (SELECT type FROM messages WHERE chat_id = NEW.chat_id AND sequence = NEW.sequence) IN ('credit_transfer', 'system')
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never edited or deleted, nor is a line of a chat');
END;

CREATE TRIGGER credit_transfers_live_no_other_life BEFORE UPDATE ON lives
WHEN (NEW.version > 1 OR coalesce(NEW.life ->> '$.editedAt', NEW.life ->> '$.deletedAt') IS NOT NULL)
    AND (SELECT type FROM messages WHERE chat_id = NEW.chat_id AND sequence = NEW.sequence) IN ('credit_transfer', 'system')
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never edited or deleted, nor is a line of a chat');
END;

CREATE TRIGGER tombstones_live_no_more BEFORE UPDATE ON lives
WHEN (SELECT is_deleted FROM messages WHERE chat_id = OLD.chat_id AND sequence = OLD.sequence) = 1
BEGIN
    SELECT RAISE(ABORT, 'nothing becomes of a deleted message');
END;

-- kind chat: the chat itself has changed, as the message tells, which is a line and the chat's last message then. The rest is as before.
CREATE TABLE new_alterations (
    chat_id    BLOB    NOT NULL REFERENCES chats (id),
    change     INTEGER NOT NULL,
    ordinal    INTEGER NOT NULL CHECK (ordinal >= 1 AND ordinal < change),
    message_id BLOB    NOT NULL REFERENCES messages (id),
    sequence   INTEGER NOT NULL CHECK (sequence >= 1),
    kind       TEXT    NOT NULL CHECK (kind IN ('edited', 'deleted', 'reacted', 'unreacted', 'pinned', 'unpinned', 'thumbnail', 'chat')),
    user_id    BLOB    CHECK (length(user_id) = 12),
    emoji      TEXT    CHECK ((kind IN ('reacted', 'unreacted')) = (emoji IS NOT NULL) AND (emoji IS NULL) = (user_id IS NULL)),
    version    INTEGER CHECK (version IS NULL OR (version >= 2 AND kind = 'edited')),
    content    TEXT    CHECK (content IS NULL OR version IS NOT NULL),
    metadata   TEXT    CHECK (metadata IS NULL OR version IS NOT NULL),
    at         INTEGER CHECK ((at IS NULL) = (version IS NULL)),
    PRIMARY KEY (chat_id, change),
    CHECK (kind <> 'chat' OR sequence = change - ordinal)
) STRICT;

INSERT INTO new_alterations (chat_id, change, ordinal, message_id, sequence, kind, user_id, emoji, version, content, metadata, at)
SELECT chat_id, change, ordinal, message_id, sequence, kind, user_id, emoji, version, content, metadata, at FROM alterations ORDER BY rowid;

DROP TABLE alterations;

ALTER TABLE new_alterations RENAME TO alterations;

CREATE UNIQUE INDEX alterations_versions ON alterations (message_id, version) WHERE version IS NOT NULL;

CREATE TRIGGER alterations_stay BEFORE UPDATE ON alterations WHEN NEW.version IS NOT NULL OR OLD.kind = 'chat'
BEGIN
    SELECT RAISE(ABORT, 'an alteration never changes, but that its words are taken away');
END;

CREATE TRIGGER alterations_remain BEFORE DELETE ON alterations
BEGIN
    SELECT RAISE(ABORT, 'an alteration is never removed');
END;

CREATE TRIGGER chat_changes_have_lines BEFORE INSERT ON alterations
WHEN NEW.kind = 'chat' AND (SELECT type FROM messages WHERE chat_id = NEW.chat_id AND sequence = NEW.sequence AND id = NEW.message_id) IS NOT 'system'
BEGIN
    SELECT RAISE(ABORT, 'a change of a chat is told by its line');
END;

-- kind chat: number is a change of chat_id itself. kind opened: chat_id was made or opened. life is how the chat was then, as JSON. kind settings: user_id has other settings of
-- chat_id, number is their revision. The rest is as before.
CREATE TABLE new_events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL CHECK (kind IN ('message', 'updated', 'read', 'credits', 'altered', 'delivered', 'chat', 'opened', 'settings')),
    chat_id  BLOB    CHECK (length(chat_id) = 12),
    user_id  BLOB    CHECK (length(user_id) = 12),
    number   INTEGER NOT NULL,
    life     TEXT    CHECK ((kind IN ('altered', 'chat', 'opened')) = (life IS NOT NULL)),
    CHECK ((kind = 'credits') = (chat_id IS NULL)),
    CHECK ((kind IN ('message', 'updated', 'altered', 'chat', 'opened')) = (user_id IS NULL))
) STRICT;

INSERT INTO new_events (position, kind, chat_id, user_id, number, life) SELECT position, kind, chat_id, user_id, number, life FROM events;

DELETE FROM sqlite_sequence WHERE name = 'new_events';

INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';

DROP TABLE events;

ALTER TABLE new_events RENAME TO events;
