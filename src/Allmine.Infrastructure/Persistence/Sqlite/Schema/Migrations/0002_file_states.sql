-- How far a file has come. Those that no message carries are looked for by age; they are few, and so is the index.

ALTER TABLE files ADD COLUMN state TEXT NOT NULL DEFAULT 'staged' CHECK (state IN ('pending', 'staged', 'bound', 'abandoned'));

CREATE INDEX files_unused ON files (uploaded_at) WHERE state <> 'bound';

-- Files that messages carry already are there to stay.
UPDATE files SET state = 'bound'
WHERE EXISTS (SELECT 1 FROM messages WHERE messages.media ->> '$.key' = files.media ->> '$.key');
