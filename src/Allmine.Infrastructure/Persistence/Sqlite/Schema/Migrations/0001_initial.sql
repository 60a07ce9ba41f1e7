-- Identifiers are 12 bytes, times whole milliseconds since 1970-01-01 UTC.

CREATE TABLE users (
    id            BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    username      TEXT NOT NULL,
    profile_photo TEXT
) STRICT, WITHOUT ROWID;

-- pair: both users of a direct chat, the lower identifier first. Unique, so that there is one direct chat for two users.
CREATE TABLE chats (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    kind          TEXT    NOT NULL CHECK (kind IN ('direct', 'group')),
    title         TEXT,
    pair          BLOB    UNIQUE CHECK (length(pair) = 24),
    revision      INTEGER NOT NULL CHECK (revision >= 0),
    last_sequence INTEGER NOT NULL CHECK (last_sequence >= 0),
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL CHECK (updated_at >= created_at),
    CHECK ((kind = 'direct') = (pair IS NOT NULL)),
    CHECK (kind = 'group' OR title IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_members (
    chat_id    BLOB    NOT NULL REFERENCES chats (id),
    user_id    BLOB    NOT NULL CHECK (length(user_id) = 12),
    position   INTEGER NOT NULL CHECK (position >= 0),
    read_up_to INTEGER NOT NULL CHECK (read_up_to >= 0),
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_members_by_user ON chat_members (user_id);

-- With a rowid: texts are long, and messages of many chats are appended side by side; only the slim key is spread.
CREATE TABLE messages (
    chat_id    BLOB    NOT NULL REFERENCES chats (id),
    sequence   INTEGER NOT NULL CHECK (sequence >= 1),
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 12),
    sender_id  BLOB    NOT NULL CHECK (length(sender_id) = 12),
    type       TEXT    NOT NULL CHECK (type IN ('text', 'media', 'credit_transfer')),
    content    TEXT    CHECK (type <> 'text' OR content IS NOT NULL),
    media      TEXT    CHECK (type <> 'media' OR media IS NOT NULL),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, sequence)
) STRICT;

CREATE TABLE outcomes (
    user_id     BLOB    NOT NULL CHECK (length(user_id) = 12),
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    message_id  BLOB    NOT NULL REFERENCES messages (id),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    owner_id    BLOB    NOT NULL CHECK (length(owner_id) = 12),
    name        TEXT    NOT NULL,
    media       TEXT    NOT NULL,
    uploaded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX files_by_name ON files (owner_id, name, uploaded_at, id);
