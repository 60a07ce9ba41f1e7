-- Events that no listener is told of. kind user: the entry of user_id was made or changed, life is how it was then, as JSON. kind block: user_id has blocked the other one of the direct
-- chat chat_id (number 1), or taken that back (number 0). kind grant: number is that of the grant's entry in the ledger of user_id. The rest is as before.
CREATE TABLE new_events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL
        CHECK (kind IN ('message', 'updated', 'read', 'credits', 'altered', 'delivered', 'chat', 'opened', 'settings', 'user', 'block', 'grant')),
    chat_id  BLOB    CHECK (length(chat_id) = 12),
    user_id  BLOB    CHECK (length(user_id) = 12),
    number   INTEGER NOT NULL,
    life     TEXT    CHECK ((kind IN ('altered', 'chat', 'opened', 'user')) = (life IS NOT NULL)),
    CHECK ((kind IN ('credits', 'user', 'grant')) = (chat_id IS NULL)),
    CHECK ((kind IN ('message', 'updated', 'altered', 'chat', 'opened')) = (user_id IS NULL))
) STRICT;

INSERT INTO new_events (position, kind, chat_id, user_id, number, life) SELECT position, kind, chat_id, user_id, number, life FROM events;

DELETE FROM sqlite_sequence WHERE name = 'new_events';

INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';

DROP TABLE events;

ALTER TABLE new_events RENAME TO events;
