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
