-- A secret of this database, made once: what callers get that must tell them nothing, such as positions of events, is sealed with it.
CREATE TABLE store_key (
    value BLOB NOT NULL CHECK (length(value) = 32)
) STRICT;

INSERT INTO store_key (value) VALUES (randomblob(32));
