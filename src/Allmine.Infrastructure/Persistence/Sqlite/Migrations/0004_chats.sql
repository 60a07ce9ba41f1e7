-- A user's chats in the order of their activity, and who has blocked whom.

-- active_at: updated_at of the chat, kept here too, so that one index serves both the filter and the order.
-- 0 for a chat that is not open, as in chats: nobody's list has it.
ALTER TABLE chat_members ADD COLUMN active_at INTEGER NOT NULL DEFAULT 0;

-- Whether this user of a direct chat has blocked the other one.
ALTER TABLE chat_members ADD COLUMN has_blocked INTEGER NOT NULL DEFAULT 0 CHECK (has_blocked IN (0, 1));

UPDATE chat_members SET active_at = (SELECT updated_at FROM chats WHERE id = chat_id);

DROP INDEX chat_members_by_user;

CREATE INDEX chat_members_by_activity ON chat_members (user_id, active_at, chat_id);
