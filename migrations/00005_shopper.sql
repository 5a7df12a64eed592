-- +goose Up
-- Who asks: one row a brand's shopper, and the tags that conversations showed.

CREATE SCHEMA shopper;

CREATE TABLE shopper.shopper (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    ref        text NOT NULL CHECK (length(ref) BETWEEN 1 AND 200), -- the shop's own name of the shopper
    locale     text NOT NULL DEFAULT 'zh-CN',
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    UNIQUE (brand_id, ref)
);
SELECT house.by_brand('shopper.shopper');

CREATE TABLE shopper.tag (
    brand_id   uuid NOT NULL,
    shopper_id uuid NOT NULL REFERENCES shopper.shopper (id),
    tag        text NOT NULL CHECK (length(tag) BETWEEN 1 AND 64),
    chat_id    uuid,           -- the message that showed it
    seq        bigint,
    since      timestamptz NOT NULL,
    PRIMARY KEY (shopper_id, tag)
);
SELECT house.by_brand('shopper.tag');

SELECT house.open_schema('shopper');

-- +goose Down
SELECT 1;
