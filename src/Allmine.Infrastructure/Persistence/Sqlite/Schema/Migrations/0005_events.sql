-- What commits have changed that users are told of, in the order of the commits; each is written by the very commit. The
-- oldest are removed once there are many.
-- kind message: chat_id and number name the message. kind read: user_id has read chat_id up to number. kind credits: number
-- is the balance of user_id.
CREATE TABLE events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL CHECK (kind IN ('message', 'read', 'credits')),
    chat_id  BLOB    CHECK (length(chat_id) = 12),
    user_id  BLOB    CHECK (length(user_id) = 12),
    number   INTEGER NOT NULL,
    CHECK ((kind = 'credits') = (chat_id IS NULL)),
    CHECK ((kind = 'message') = (user_id IS NULL))
) STRICT;

-- Tells the events of this database from those of another one that was in its place.
CREATE TABLE event_source (
    id TEXT NOT NULL CHECK (length(id) = 16)
) STRICT;

INSERT INTO event_source (id) VALUES (lower(hex(randomblob(8))));
