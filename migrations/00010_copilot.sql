-- +goose Up
-- What the copilot offered and what came of it, what the guard held back, and
-- each brand's own rules.

CREATE SCHEMA copilot;

-- A brand's rules as they were uploaded; the highest version is in force.
CREATE TABLE copilot.rules (
    brand_id uuid NOT NULL,
    version  int NOT NULL CHECK (version > 0),
    source   text NOT NULL CHECK (length(source) <= 500000),
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, version)
);
SELECT house.by_brand('copilot.rules');
SELECT house.append_only('copilot.rules');

-- A rule hit a text. The text itself is not kept: it may hold what must not be.
CREATE TABLE copilot.hit (
    n          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id   uuid NOT NULL,
    chat_id    uuid NOT NULL,
    agent_id   uuid,
    author     text NOT NULL CHECK (author IN ('agent', 'bot', 'shopper')),
    rule       text NOT NULL,
    kind       text NOT NULL,
    level      text NOT NULL CHECK (level IN ('log', 'warn', 'mask', 'block')),
    word       text NOT NULL DEFAULT '', -- empty for personal details
    overridden boolean NOT NULL DEFAULT false,
    why        text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL,
    CHECK (NOT overridden OR (level = 'warn' AND why <> '')) -- only a warning can be answered with a reason
);
CREATE INDEX hit_brand ON copilot.hit (brand_id, at DESC);
SELECT house.by_brand('copilot.hit');
SELECT house.append_only('copilot.hit');

-- What was offered to an agent, whether it was taken, and what came of it.
CREATE TABLE copilot.suggestion (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    chat_id    uuid NOT NULL,
    agent_id   uuid NOT NULL,
    seq        bigint NOT NULL, -- the shopper's message that it answers
    kind       text NOT NULL CHECK (kind IN ('sop', 'order', 'article', 'product', 'case')),
    source     text NOT NULL CHECK (source <> ''), -- what it cites: a suggestion without a source is not offered
    text       text NOT NULL,
    offered_at timestamptz NOT NULL,
    taken_at   timestamptz,
    sent_seq   bigint,
    edited     boolean,
    outcome    text NOT NULL DEFAULT '',
    CHECK ((taken_at IS NULL) = (sent_seq IS NULL) AND (taken_at IS NULL) = (edited IS NULL))
);
CREATE INDEX suggestion_chat ON copilot.suggestion (chat_id);
CREATE INDEX suggestion_brand ON copilot.suggestion (brand_id, offered_at DESC);
SELECT house.by_brand('copilot.suggestion');

-- An action that an agent asked for beside a conversation: done, or refused by
-- which guards.
CREATE TABLE copilot.act (
    n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id  uuid NOT NULL,
    chat_id   uuid NOT NULL,
    agent_id  uuid NOT NULL,
    procedure text NOT NULL,
    name      text NOT NULL,
    refused   text[] NOT NULL DEFAULT '{}',
    at        timestamptz NOT NULL
);
CREATE INDEX act_chat ON copilot.act (chat_id);
SELECT house.by_brand('copilot.act');
SELECT house.append_only('copilot.act');

-- Conversations that a person resolved, personal details masked: what was
-- asked and what settled it.
CREATE TABLE copilot.resolved (
    chat_id   uuid PRIMARY KEY,
    brand_id  uuid NOT NULL,
    question  text NOT NULL,
    answer    text NOT NULL,
    intent    text NOT NULL DEFAULT '',
    outcome   text NOT NULL,
    csat      int NOT NULL DEFAULT 0,
    closed_at timestamptz NOT NULL
);
CREATE INDEX resolved_brand ON copilot.resolved (brand_id, closed_at DESC);
SELECT house.by_brand('copilot.resolved');

SELECT house.open_schema('copilot');

-- +goose Down
SELECT 1;
