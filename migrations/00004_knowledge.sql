-- +goose Up
-- What a brand knows in words, in versions, and its procedures.

CREATE SCHEMA knowledge;

CREATE TABLE knowledge.article (
    brand_id uuid NOT NULL,
    id       text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    version  int NOT NULL CHECK (version > 0),
    state    text NOT NULL CHECK (state IN ('proposed', 'approved', 'retired', 'rejected')),
    doc      jsonb NOT NULL,
    why      text NOT NULL DEFAULT '',  -- provenance: upload, or the conversation that asked for it
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    PRIMARY KEY (brand_id, id, version)
);
SELECT house.by_brand('knowledge.article');

CREATE TABLE knowledge.phrasing (
    brand_id uuid NOT NULL,
    text     text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    article  text NOT NULL DEFAULT '',
    intent   text NOT NULL DEFAULT '',
    lang     text NOT NULL DEFAULT '',
    n        bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (brand_id, text)
);
SELECT house.by_brand('knowledge.phrasing');

-- A question that nothing answered, with the conversation that it came from.
CREATE TABLE knowledge.unanswered (
    brand_id uuid NOT NULL,
    chat_id  uuid NOT NULL,
    seq      bigint NOT NULL,
    text     text NOT NULL,
    nearest  text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, chat_id, seq)
);
SELECT house.by_brand('knowledge.unanswered');

-- brand.yaml as it was uploaded.
CREATE TABLE knowledge.profile (
    brand_id uuid PRIMARY KEY,
    yaml     text NOT NULL
);
SELECT house.by_brand('knowledge.profile');

CREATE TABLE knowledge.version (
    brand_id uuid PRIMARY KEY,
    n        bigint NOT NULL
);
SELECT house.by_brand('knowledge.version');
SELECT house.open_schema('knowledge');

CREATE SCHEMA sop;

CREATE TABLE sop.procedure (
    brand_id uuid NOT NULL,
    id       text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    version  int NOT NULL CHECK (version > 0), -- ours, counted by upload; the file has its own
    yaml     text NOT NULL,
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id, version)
);
SELECT house.by_brand('sop.procedure');
SELECT house.open_schema('sop');

-- +goose Down
SELECT 1;
