-- +goose Up
-- The conversation log, the queue, and who holds what.

CREATE SCHEMA chat;

CREATE TABLE chat.chat (
    id            uuid PRIMARY KEY,
    brand_id      uuid NOT NULL,
    shopper_id    uuid NOT NULL,
    shopper_ref   text NOT NULL,
    channel       text NOT NULL CHECK (length(channel) BETWEEN 1 AND 40),
    locale        text NOT NULL,
    page_url      text NOT NULL DEFAULT '',
    order_ref     text NOT NULL DEFAULT '',
    -- Who holds it. epoch is the owner token: it grows with every change of
    -- hands, and what was written under an older one is refused.
    state         text NOT NULL CHECK (state IN ('bot', 'waiting', 'human', 'closed')),
    epoch         int NOT NULL DEFAULT 1,
    agent_id      uuid,
    shift_id      uuid,
    last_seq      bigint NOT NULL DEFAULT 0,
    -- Why a person is needed, and which one.
    reason        text NOT NULL DEFAULT '',
    priority      int NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
    need          text[] NOT NULL DEFAULT '{}',
    handoff       jsonb,
    intent        text NOT NULL DEFAULT '',
    tags          text[] NOT NULL DEFAULT '{}',
    sentiment     real NOT NULL DEFAULT 0,
    -- The clocks, each from the log, none from another.
    opened_at     timestamptz NOT NULL,
    waiting_since timestamptz, -- entered the queue, this time
    handed_at     timestamptz, -- entered the queue, the first time
    taken_at      timestamptz, -- a person accepted, the first time
    human_at      timestamptz, -- a person first answered in substance
    answered_at   timestamptz, -- anybody first answered in substance
    shopper_at    timestamptz, -- the shopper last wrote
    reply_at      timestamptz, -- the shop last wrote
    closed_at     timestamptz,
    close_reason  text NOT NULL DEFAULT '',
    outcome       text NOT NULL DEFAULT '',
    csat          int CHECK (csat BETWEEN 1 AND 5),
    CHECK ((state = 'human') = (agent_id IS NOT NULL)),
    CHECK (state <> 'waiting' OR waiting_since IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX chat_queue ON chat.chat (brand_id, priority DESC, waiting_since) WHERE state = 'waiting';
CREATE INDEX chat_agent ON chat.chat (agent_id) WHERE state = 'human';
CREATE INDEX chat_shopper ON chat.chat (brand_id, shopper_ref, opened_at DESC);
CREATE INDEX chat_recent ON chat.chat (brand_id, opened_at DESC);
CREATE INDEX chat_open ON chat.chat (brand_id, state) INCLUDE (waiting_since) WHERE state <> 'closed';
SELECT house.by_brand('chat.chat');

CREATE TABLE chat.message (
    chat_id     uuid NOT NULL REFERENCES chat.chat (id),
    seq         bigint NOT NULL CHECK (seq > 0),
    brand_id    uuid NOT NULL,
    author      text NOT NULL CHECK (author IN ('shopper', 'bot', 'agent', 'system')),
    agent_id    uuid,
    key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 100), -- the sender's own: twice sent is once stored
    text        text NOT NULL CHECK (length(text) <= 20000),
    extra       jsonb NOT NULL DEFAULT '{}',
    substantive boolean NOT NULL, -- states a fact or does something; a greeting does not
    at          timestamptz NOT NULL,
    PRIMARY KEY (chat_id, seq),
    UNIQUE (chat_id, author, key)
);
SELECT house.by_brand('chat.message');

-- Every change of hands, with who and why.
CREATE TABLE chat.move (
    chat_id    uuid NOT NULL REFERENCES chat.chat (id),
    epoch      int NOT NULL,
    brand_id   uuid NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    agent_id   uuid,
    why        text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (chat_id, epoch)
);
SELECT house.by_brand('chat.move');

SELECT house.open_schema('chat');

-- +goose Down
SELECT 1;
