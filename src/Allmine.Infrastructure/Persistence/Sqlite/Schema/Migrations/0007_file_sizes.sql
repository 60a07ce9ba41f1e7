-- How many bytes a user's files have together is summed up along an index, for a limit of bytes. A record that can't be read has no size.
ALTER TABLE files ADD COLUMN size INTEGER GENERATED ALWAYS AS (CASE WHEN json_valid(media) THEN media ->> '$.size' END) VIRTUAL;

CREATE INDEX files_by_owner ON files (owner_id, size);
