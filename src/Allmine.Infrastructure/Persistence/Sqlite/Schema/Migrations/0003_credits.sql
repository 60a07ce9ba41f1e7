-- Credits. Every movement is two entries of the ledger, which never change; a wallet is what its last entry says. The owner of
-- the system account, out of which grants come, is x'ffffffffffffffffffffffff': the only wallet that may be below zero.

CREATE TABLE wallets (
    owner_id BLOB    NOT NULL PRIMARY KEY CHECK (length(owner_id) = 12),
    balance  INTEGER NOT NULL CHECK (balance <= 9007199254740991),
    entries  INTEGER NOT NULL CHECK (entries >= 1),
    CHECK (balance >= 0 OR owner_id = x'ffffffffffffffffffffffff')
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
    owner_id        BLOB    NOT NULL CHECK (length(owner_id) = 12),
    number          INTEGER NOT NULL CHECK (number >= 1),
    id              BLOB    NOT NULL CHECK (length(id) = 12),
    direction       TEXT    NOT NULL CHECK (direction IN ('credit_transfer_sent', 'credit_transfer_received', 'grant', 'grant_issued')),
    amount          INTEGER NOT NULL CHECK (amount >= 1),
    balance_after   INTEGER NOT NULL CHECK (balance_after <= 9007199254740991),
    counterparty_id BLOB    CHECK (length(counterparty_id) = 12),
    message_id      BLOB    REFERENCES messages (id),
    chat_id         BLOB    REFERENCES chats (id),
    grant_id        BLOB    CHECK (length(grant_id) = 12),
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (owner_id, number),
    CHECK (balance_after >= 0 OR owner_id = x'ffffffffffffffffffffffff'),
    CHECK ((direction = 'grant_issued') = (owner_id = x'ffffffffffffffffffffffff')),
    CHECK ((direction IN ('grant', 'grant_issued')) = (grant_id IS NOT NULL)),
    CHECK ((grant_id IS NULL) = (message_id IS NOT NULL)),
    CHECK ((message_id IS NULL) = (chat_id IS NULL)),
    CHECK ((direction = 'grant') = (counterparty_id IS NULL))
) STRICT;

-- A page of one direction, however many entries there are of the others.
CREATE INDEX ledger_by_direction ON ledger (owner_id, direction, number);

CREATE TRIGGER ledger_entries_follow BEFORE INSERT ON ledger
WHEN NEW.balance_after - CASE WHEN NEW.direction IN ('credit_transfer_sent', 'grant_issued') THEN -NEW.amount ELSE NEW.amount END
    IS NOT CASE WHEN NEW.number = 1 THEN 0
        ELSE (SELECT balance_after FROM ledger WHERE owner_id = NEW.owner_id AND number = NEW.number - 1) END
BEGIN
    SELECT RAISE(ABORT, 'a ledger entry must follow from the one before it');
END;

CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'a ledger entry never changes');
END;

CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'a ledger entry is never removed');
END;

CREATE TRIGGER wallets_begin BEFORE INSERT ON wallets
WHEN NEW.balance IS NOT (SELECT balance_after FROM ledger WHERE owner_id = NEW.owner_id ORDER BY number DESC LIMIT 1)
    OR NEW.entries IS NOT (SELECT max(number) FROM ledger WHERE owner_id = NEW.owner_id)
BEGIN
    SELECT RAISE(ABORT, 'a wallet must be what its last ledger entry says');
END;

CREATE TRIGGER wallets_follow BEFORE UPDATE ON wallets
WHEN NEW.owner_id IS NOT OLD.owner_id
    OR NEW.balance IS NOT (SELECT balance_after FROM ledger WHERE owner_id = NEW.owner_id ORDER BY number DESC LIMIT 1)
    OR NEW.entries IS NOT (SELECT max(number) FROM ledger WHERE owner_id = NEW.owner_id)
BEGIN
    SELECT RAISE(ABORT, 'a wallet must be what its last ledger entry says');
END;

CREATE TRIGGER wallets_remain BEFORE DELETE ON wallets
BEGIN
    SELECT RAISE(ABORT, 'a wallet is never removed');
END;

-- What a credit transfer's message moves, and to whom. Such a message stays as it is.
ALTER TABLE messages ADD COLUMN transfer_amount INTEGER
    CHECK ((type = 'credit_transfer') = (transfer_amount IS NOT NULL) AND (transfer_amount IS NULL OR transfer_amount >= 1));

ALTER TABLE messages ADD COLUMN transfer_recipient_id BLOB
    CHECK ((type = 'credit_transfer') = (transfer_recipient_id IS NOT NULL) AND (transfer_recipient_id IS NULL OR length(transfer_recipient_id) = 12));

CREATE TRIGGER credit_transfers_stay BEFORE UPDATE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer never changes');
END;

CREATE TRIGGER credit_transfers_remain BEFORE DELETE ON messages WHEN OLD.type = 'credit_transfer'
BEGIN
    SELECT RAISE(ABORT, 'a credit transfer is never removed');
END;

-- An outcome is a message, a refusal or a grant. Those with credits in them are kept for ever: they have no created_at, by
-- which the others are removed.
CREATE TABLE new_outcomes (
    user_id      BLOB    NOT NULL CHECK (length(user_id) = 12),
    key          TEXT    NOT NULL,
    space        TEXT    NOT NULL CHECK (space IN ('sends', 'grants')),
    fingerprint  BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    message_id   BLOB    REFERENCES messages (id),
    refusal      TEXT,
    grant_id     BLOB    CHECK (length(grant_id) = 12),
    recipient_id BLOB    CHECK (length(recipient_id) = 12),
    amount       INTEGER CHECK (amount >= 1),
    balance      INTEGER,
    created_at   INTEGER,
    PRIMARY KEY (user_id, key, space),
    CHECK ((message_id IS NOT NULL) + (refusal IS NOT NULL) + (grant_id IS NOT NULL) = 1),
    CHECK ((grant_id IS NULL) = (recipient_id IS NULL) AND (grant_id IS NULL) = (amount IS NULL)),
    CHECK (grant_id IS NULL OR balance IS NOT NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO new_outcomes (user_id, key, space, fingerprint, message_id, created_at)
SELECT user_id, key, 'sends', fingerprint, message_id, created_at FROM outcomes;

DROP TABLE outcomes;

ALTER TABLE new_outcomes RENAME TO outcomes;
