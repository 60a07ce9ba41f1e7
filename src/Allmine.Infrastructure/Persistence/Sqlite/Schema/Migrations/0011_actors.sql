-- Who moved credits, and who made the first request of a key: the token's subject and role. Both, or neither in what was written before.
ALTER TABLE ledger ADD COLUMN actor_id BLOB CHECK (length(actor_id) = 12);
ALTER TABLE ledger ADD COLUMN actor_role TEXT CHECK (actor_role IN ('user', 'service') AND (actor_id IS NULL) = (actor_role IS NULL));
ALTER TABLE outcomes ADD COLUMN actor_id BLOB CHECK (length(actor_id) = 12);
ALTER TABLE outcomes ADD COLUMN actor_role TEXT CHECK (actor_role IN ('user', 'service') AND (actor_id IS NULL) = (actor_role IS NULL));
