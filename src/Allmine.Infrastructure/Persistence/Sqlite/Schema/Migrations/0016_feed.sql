-- The events of the service as they are kept, who does what one node alone may do, and webhooks.

-- Words go into rows that are appended, never grow, and are not removed while rows beside them have words, as in messages. An event whose message is deleted, or whose time is over, is emptied
-- in its place. is_emptied: its data are gone; what is told in their place is in feed_tombstones. priors: for each type of changes the chat's last event before, as JSON: its number and its change.
-- An index without number has it all the same: the row's.
CREATE TABLE feed (
    number     INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
    id         BLOB    NOT NULL CHECK (length(id) = 12),
    type       TEXT    NOT NULL CHECK (length(type) BETWEEN 1 AND 64),
    lane       BLOB    NOT NULL CHECK (length(lane) = 12),
    partition  INTEGER NOT NULL CHECK (partition BETWEEN 0 AND 63),
    chat_id    BLOB    CHECK (length(chat_id) = 12),
    change     INTEGER CHECK (change IS NULL OR (change >= 1 AND chat_id IS NOT NULL)),
    message_id BLOB    CHECK (length(message_id) = 12),
    is_emptied INTEGER NOT NULL DEFAULT 0 CHECK (is_emptied IN (0, 1)),
    created_at INTEGER NOT NULL,
    priors     TEXT    CHECK (length(priors) <= 2000),
    data       TEXT    NOT NULL CHECK ((data = '') = (is_emptied = 1) AND length(data) <= 16777216)
) STRICT;

CREATE INDEX feed_by_partition ON feed (partition);
-- Each event of a lane is in one of these two.
CREATE INDEX feed_changes ON feed (lane) WHERE change IS NOT NULL;
CREATE INDEX feed_others ON feed (lane) WHERE change IS NULL;
CREATE INDEX feed_by_message ON feed (message_id) WHERE message_id IS NOT NULL AND is_emptied = 0;

CREATE TRIGGER feed_stays BEFORE UPDATE ON feed WHEN NEW.is_emptied = 0 OR NEW.number <> OLD.number
BEGIN
    SELECT RAISE(ABORT, 'an event never changes, but that its data are taken away');
END;

CREATE TRIGGER feed_remains BEFORE DELETE ON feed WHEN OLD.is_emptied = 0
BEGIN
    SELECT RAISE(ABORT, 'an event is not removed before its data are taken away');
END;

CREATE TABLE feed_tombstones (
    number INTEGER NOT NULL PRIMARY KEY,
    data   TEXT    NOT NULL CHECK (length(data) BETWEEN 1 AND 1048576)
) STRICT;

-- One row. Events up to floor are gone for whoever reads; up to emptied their data are; up to swept only each chat's last change is there. heads: 8 bytes for each partition, the number of its last event.
CREATE TABLE feed_state (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last    INTEGER NOT NULL CHECK (last >= floor),
    floor   INTEGER NOT NULL CHECK (floor >= emptied),
    emptied INTEGER NOT NULL CHECK (emptied >= swept),
    swept   INTEGER NOT NULL CHECK (swept >= 0),
    source  TEXT    CHECK (length(source) BETWEEN 1 AND 1000),
    epoch   INTEGER NOT NULL CHECK (epoch >= 0),
    heads   BLOB    NOT NULL CHECK (length(heads) = 512)
) STRICT;

INSERT INTO feed_state (id, last, floor, emptied, swept, source, epoch, heads) VALUES (1, 0, 0, 0, 0, NULL, 0, zeroblob(512));

-- The nodes that run. beat: how many signs of life each has given.
CREATE TABLE node_sessions (
    id   BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 12),
    beat INTEGER NOT NULL CHECK (beat >= 0)
) STRICT, WITHOUT ROWID;

-- owner_id: the node that has it; null once it was given back.
CREATE TABLE leases (
    slot     INTEGER NOT NULL PRIMARY KEY CHECK (slot >= 0),
    owner_id BLOB    CHECK (length(owner_id) = 12),
    epoch    INTEGER NOT NULL CHECK (epoch >= 1)
) STRICT;

-- One row, once there has been a webhook: all of them. The text is at most 1 MiB.
CREATE TABLE webhook_registry (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    text     TEXT    NOT NULL CHECK (length(CAST(text AS BLOB)) <= 1048576)
) STRICT;

-- How far the deliveries of a run of a webhook have come in a partition. epoch: of the lease of the partition.
CREATE TABLE webhook_shards (
    partition  INTEGER NOT NULL CHECK (partition BETWEEN 0 AND 63),
    webhook_id BLOB    NOT NULL CHECK (length(webhook_id) = 12),
    run_id     BLOB    NOT NULL CHECK (length(run_id) = 12),
    epoch      INTEGER NOT NULL CHECK (epoch >= 0),
    text       TEXT    NOT NULL CHECK (length(text) <= 16777216),
    PRIMARY KEY (partition, webhook_id, run_id)
) STRICT;

CREATE INDEX webhook_shards_by_webhook ON webhook_shards (webhook_id, run_id);

-- Deliveries that did not succeed at once. number: the event's in the feed. at: when it was taken or set aside.
CREATE TABLE webhook_deliveries (
    webhook_id  BLOB    NOT NULL CHECK (length(webhook_id) = 12),
    number      INTEGER NOT NULL CHECK (number >= 1),
    status      TEXT    NOT NULL CHECK (status IN ('delivered', 'set_aside')),
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    status_code INTEGER,
    error       TEXT    CHECK (length(error) <= 1000),
    at          INTEGER NOT NULL,
    PRIMARY KEY (webhook_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (webhook_id, status, number);
CREATE INDEX webhook_deliveries_by_number ON webhook_deliveries (number);
CREATE INDEX webhook_deliveries_delivered ON webhook_deliveries (at) WHERE status = 'delivered';
