-- +goose Up
-- How knowledge comes in and grows: files in rows, answers of people, clicks,
-- and the precision that a brand asks for.

-- Where a phrasing came from: an upload, a pack, a person's click.
ALTER TABLE knowledge.phrasing
    ADD COLUMN source  text NOT NULL DEFAULT '',
    ADD COLUMN by_whom text NOT NULL DEFAULT '';

-- settled_as names what the question was settled as: an intent, an article or
-- "none"; such a question waits for nobody any more.
ALTER TABLE knowledge.unanswered
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN settled_as text NOT NULL DEFAULT '';
CREATE INDEX unanswered_open ON knowledge.unanswered (brand_id, at DESC) WHERE settled_at IS NULL;

-- What a person answered where the shelf had nothing, or changed in what it
-- offered. Personal details are taken out before a row is written.
CREATE TABLE knowledge.lesson (
    brand_id uuid NOT NULL,
    chat_id  uuid NOT NULL,
    seq      bigint NOT NULL, -- the shopper's question
    question text NOT NULL,
    answer   text NOT NULL,
    offered  text NOT NULL DEFAULT '', -- what the copilot had offered, when it was changed
    source   text NOT NULL DEFAULT '', -- what that had cited
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, chat_id, seq)
);
CREATE INDEX lesson_recent ON knowledge.lesson (brand_id, at DESC);
SELECT house.by_brand('knowledge.lesson');

-- A file on its way in. It is known by its bytes: the same file sent again goes
-- on where it stopped, and one that is through is told as it ended.
CREATE TABLE knowledge.brought (
    brand_id  uuid NOT NULL,
    digest    text NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('markdown', 'csv', 'xlsx', 'html', 'talks')),
    name      text NOT NULL,
    rows      int NOT NULL,
    done      int NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND rows),
    accepted  int NOT NULL DEFAULT 0,
    proposed  int NOT NULL DEFAULT 0,
    unchanged int NOT NULL DEFAULT 0,
    refused   jsonb NOT NULL DEFAULT '[]',
    by_whom   text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (brand_id, digest, kind)
);
SELECT house.by_brand('knowledge.brought');

-- The share of answers that must be right; without a row brand.yaml says it.
CREATE TABLE knowledge.dial (
    brand_id     uuid PRIMARY KEY,
    precision_bp int NOT NULL CHECK (precision_bp BETWEEN 5000 AND 9900),
    by_whom      text NOT NULL,
    at           timestamptz NOT NULL
);
SELECT house.by_brand('knowledge.dial');

-- +goose Down
SELECT 1;
