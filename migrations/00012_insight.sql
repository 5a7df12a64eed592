-- +goose Up
-- The wall's own counts, kept from facts. Nothing here is asked of another
-- domain's tables, so the wall can be recounted and thrown away.

CREATE SCHEMA insight;

-- A fact counts once, however often it is told.
CREATE TABLE insight.heard (
    fact_id uuid PRIMARY KEY,
    at      timestamptz NOT NULL
);

-- What the facts said of one conversation. Its share of the counts is a pure
-- function of this row (count.go), so facts may come in any order.
CREATE TABLE insight.chat (
    chat_id      uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    channel      text NOT NULL DEFAULT '',
    shopper_ref  text NOT NULL DEFAULT '',
    open_epoch   int NOT NULL DEFAULT 0,   -- reopened last at this token
    closed_epoch int NOT NULL DEFAULT 0,   -- closed last at this token: it is closed when this is the larger
    queued_at    timestamptz,              -- entered the queue last
    taken_at     timestamptz,              -- a person took it, the first time
    waited_ms    bigint NOT NULL DEFAULT 0 CHECK (waited_ms >= 0),
    closed_at    timestamptz,
    outcome      text NOT NULL DEFAULT '',
    handed_at    timestamptz,              -- entered the queue first
    human_at     timestamptz,              -- a person first answered in substance
    csat         int CHECK (csat BETWEEN 1 AND 5),
    scored_at    timestamptz,
    CHECK ((csat IS NULL) = (scored_at IS NULL)),
    CHECK (closed_epoch = 0 OR closed_at IS NOT NULL)
);
CREATE INDEX chat_closed ON insight.chat (brand_id, closed_at DESC);
CREATE INDEX chat_taken ON insight.chat (brand_id, taken_at DESC) WHERE taken_at IS NOT NULL;
CREATE INDEX chat_scored ON insight.chat (brand_id, scored_at DESC) WHERE csat IS NOT NULL;
SELECT house.by_brand('insight.chat');

-- Substantive replies, which an order may be called assisted by.
CREATE TABLE insight.touch (
    chat_id     uuid NOT NULL,
    seq         bigint NOT NULL,
    brand_id    uuid NOT NULL,
    shopper_ref text NOT NULL,
    channel     text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (chat_id, seq)
);
CREATE INDEX touch_shopper ON insight.touch (brand_id, shopper_ref, at);
SELECT house.by_brand('insight.touch');

-- What the shop said of one order; a refund may be heard before its payment.
CREATE TABLE insight.paid (
    brand_id       uuid NOT NULL,
    order_ref      text NOT NULL,
    shopper_ref    text NOT NULL DEFAULT '',
    paid_at        timestamptz,
    net_minor      bigint NOT NULL DEFAULT 0 CHECK (net_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    chat_id        uuid, -- the conversation that touched the shopper within a day before
    channel        text NOT NULL DEFAULT '',
    PRIMARY KEY (brand_id, order_ref)
);
CREATE INDEX paid_shopper ON insight.paid (brand_id, shopper_ref, paid_at) WHERE chat_id IS NULL;
CREATE INDEX paid_assisted ON insight.paid (brand_id, paid_at DESC) WHERE chat_id IS NOT NULL;
SELECT house.by_brand('insight.paid');

-- Words that were stopped before they were sent.
CREATE TABLE insight.hit (
    fact_id  uuid PRIMARY KEY,
    brand_id uuid NOT NULL,
    chat_id  uuid NOT NULL,
    rule     text NOT NULL,
    level    text NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX hit_recent ON insight.hit (brand_id, at DESC);
SELECT house.by_brand('insight.hit');

-- Sales events that were booked: what "the event" on the wall is.
CREATE TABLE insight.sale (
    request_id uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    name       text NOT NULL,
    starts     timestamptz NOT NULL,
    ends       timestamptz NOT NULL,
    CHECK (starts < ends)
);
CREATE INDEX sale_brand ON insight.sale (brand_id, starts DESC);
SELECT house.by_brand('insight.sale');

-- The counts, by the minute and by the hour: an event of days is read from the
-- hours and only its ragged ends from the minutes.
CREATE TABLE insight.count (
    brand_id uuid NOT NULL,
    grain    smallint NOT NULL CHECK (grain IN (1, 60)),
    at       timestamptz NOT NULL,
    channel  text NOT NULL,
    metric   text NOT NULL,
    n        bigint NOT NULL,
    PRIMARY KEY (brand_id, grain, at, channel, metric)
);
SELECT house.by_brand('insight.count');

-- How it stood in a minute; the last look of the minute wins.
CREATE TABLE insight.gauge (
    brand_id  uuid NOT NULL,
    at        timestamptz NOT NULL,
    bot       int NOT NULL,
    waiting   int NOT NULL,
    human     int NOT NULL,
    available int NOT NULL,
    PRIMARY KEY (brand_id, at)
);
SELECT house.by_brand('insight.gauge');

-- Grows with every count of a brand: a screen is pushed to only when it moved.
CREATE TABLE insight.revision (
    brand_id uuid PRIMARY KEY,
    n        bigint NOT NULL
);
SELECT house.by_brand('insight.revision');

SELECT house.open_schema('insight');

-- +goose Down
SELECT 1;
