-- +goose Up
-- Procedures that were imported and wait for a person's yes, what came with a
-- conversation beside words, and what a model was asked for on which day.

CREATE TABLE sop.draft (
    brand_id uuid NOT NULL,
    id       text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    yaml     text NOT NULL,
    origin   text NOT NULL, -- the file, or "model": who proposed it
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id)
);
SELECT house.by_brand('sop.draft');
SELECT house.open_schema('sop');

CREATE SCHEMA attachment;

-- What came with a message. A picture is kept as it was decoded and written
-- anew, so that nothing that was hidden in the file reaches a screen.
CREATE TABLE attachment.kept (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    chat_id    uuid NOT NULL,
    key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
    media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'audio/ogg', 'audio/webm', 'audio/mp4', 'audio/mpeg', 'audio/wav')),
    width      int NOT NULL DEFAULT 0,
    height     int NOT NULL DEFAULT 0,
    hash       bigint NOT NULL DEFAULT 0, -- of a picture's looks
    body       bytea NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 8388608),
    words      text NOT NULL DEFAULT '', -- what could be read or heard in it
    at         timestamptz NOT NULL,
    UNIQUE (chat_id, key)
);
SELECT house.by_brand('attachment.kept');

-- The catalogue's pictures by their looks.
CREATE TABLE attachment.look (
    brand_id   uuid NOT NULL,
    product_id text NOT NULL CHECK (length(product_id) BETWEEN 1 AND 200),
    hash       bigint NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (brand_id, product_id, hash)
);
SELECT house.by_brand('attachment.look');
SELECT house.open_schema('attachment');

CREATE SCHEMA llm;

CREATE TABLE llm.spent (
    brand_id uuid NOT NULL,
    day      date NOT NULL,
    calls    bigint NOT NULL CHECK (calls >= 0),
    tokens   bigint NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (brand_id, day)
);
SELECT house.by_brand('llm.spent');
SELECT house.open_schema('llm');

-- +goose Down
SELECT 1;
