-- A user's chats by the hour of their last activity, and who has blocked whom.

-- active_hour: updated_at of the chat, cut to the hour. It is here for the index, which finds and roughly orders a user's chats;
-- with updated_at itself, each message would move an entry for each member.
-- 0 for a chat that is not open, as in chats: nobody's list has it.
ALTER TABLE chat_members ADD COLUMN active_hour INTEGER NOT NULL DEFAULT 0 CHECK (active_hour % 3600000 = 0);

-- Whether this user of a direct chat has blocked the other one.
ALTER TABLE chat_members ADD COLUMN has_blocked INTEGER NOT NULL DEFAULT 0 CHECK (has_blocked IN (0, 1));

UPDATE chat_members SET active_hour = (SELECT updated_at - updated_at % 3600000 FROM chats WHERE id = chat_id);

DROP INDEX chat_members_by_user;

CREATE INDEX chat_members_by_hour ON chat_members (user_id, active_hour, chat_id);
