-- By which version of its definition a fingerprint was computed. All that are there are of the first.
ALTER TABLE outcomes ADD COLUMN fingerprint_version INTEGER NOT NULL DEFAULT 1 CHECK (fingerprint_version >= 1);
