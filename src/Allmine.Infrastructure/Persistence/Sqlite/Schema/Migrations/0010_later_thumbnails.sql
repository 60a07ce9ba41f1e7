-- Thumbnails of films that are made after the upload, and the event that tells of them.

-- The key of such a thumbnail, when it is to be seen to (null once there is nothing left to do), and how often that was tried.
ALTER TABLE files ADD COLUMN later_key TEXT;
ALTER TABLE files ADD COLUMN later_due INTEGER CHECK (later_due IS NULL OR later_key IS NOT NULL);
ALTER TABLE files ADD COLUMN later_tries INTEGER NOT NULL DEFAULT 0 CHECK (later_tries >= 0);

CREATE INDEX files_later ON files (later_due) WHERE later_due IS NOT NULL AND state = 'bound';

-- The messages of a film that show no thumbnail: few, and none of the others has an entry.
CREATE INDEX messages_films ON messages (CASE WHEN json_valid(media) THEN media ->> '$.key' END)
WHERE CASE WHEN json_valid(media) THEN media ->> '$.type' = 'video' AND media ->> '$.thumbnailKey' IS NULL ELSE 0 END;

-- kind updated: chat_id and number name a message that has changed. Positions go on where they were, also if no event is left.
CREATE TABLE new_events (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind     TEXT    NOT NULL CHECK (kind IN ('message', 'updated', 'read', 'credits')),
    chat_id  BLOB    CHECK (length(chat_id) = 12),
    user_id  BLOB    CHECK (length(user_id) = 12),
    number   INTEGER NOT NULL,
    CHECK ((kind = 'credits') = (chat_id IS NULL)),
    CHECK ((kind IN ('message', 'updated')) = (user_id IS NULL))
) STRICT;

INSERT INTO new_events (position, kind, chat_id, user_id, number) SELECT position, kind, chat_id, user_id, number FROM events;

DELETE FROM sqlite_sequence WHERE name = 'new_events';

INSERT INTO sqlite_sequence (name, seq) SELECT 'new_events', seq FROM sqlite_sequence WHERE name = 'events';

DROP TABLE events;

ALTER TABLE new_events RENAME TO events;
