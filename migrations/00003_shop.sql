-- +goose Up
-- The brand's trade as its connectors bring it. A document keeps the shape of
-- the brand folder's files; a column stands beside it where a query needs one.

CREATE SCHEMA shop;

CREATE TABLE shop.product (
    brand_id uuid NOT NULL,
    id       text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    place    int NOT NULL,              -- the catalogue's own order
    doc      jsonb NOT NULL,
    PRIMARY KEY (brand_id, id)
);
SELECT house.by_brand('shop.product');

CREATE TABLE shop.orders (
    brand_id    uuid NOT NULL,
    id          text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    shopper_ref text NOT NULL,
    state       text NOT NULL,
    created_at  timestamptz,
    doc         jsonb NOT NULL,
    PRIMARY KEY (brand_id, id)
);
CREATE INDEX orders_shopper ON shop.orders (brand_id, shopper_ref, created_at DESC);
SELECT house.by_brand('shop.orders');

CREATE TABLE shop.parcel (
    brand_id uuid NOT NULL,
    tracking text NOT NULL CHECK (length(tracking) BETWEEN 1 AND 200),
    order_id text NOT NULL,
    doc      jsonb NOT NULL,
    PRIMARY KEY (brand_id, tracking)
);
CREATE INDEX parcel_order ON shop.parcel (brand_id, order_id);
SELECT house.by_brand('shop.parcel');

CREATE TABLE shop.coupon (
    brand_id uuid NOT NULL,
    id       text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    doc      jsonb NOT NULL,
    PRIMARY KEY (brand_id, id)
);
SELECT house.by_brand('shop.coupon');

CREATE TABLE shop.customer (
    brand_id uuid NOT NULL,
    ref      text NOT NULL CHECK (length(ref) BETWEEN 1 AND 200),
    doc      jsonb NOT NULL,
    PRIMARY KEY (brand_id, ref)
);
SELECT house.by_brand('shop.customer');

-- Grows with every change of catalogue or coupons, so that whoever keeps them
-- in memory knows when to read again.
CREATE TABLE shop.version (
    brand_id uuid PRIMARY KEY,
    n        bigint NOT NULL
);
SELECT house.by_brand('shop.version');

-- What was done to orders, by whom, from which conversation.
CREATE TABLE shop.action (
    brand_id uuid NOT NULL,
    key      text NOT NULL,
    order_id text NOT NULL,
    name     text NOT NULL,
    args     jsonb NOT NULL,
    result   jsonb NOT NULL,
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, order_id, key)
);
SELECT house.by_brand('shop.action');

-- Every webhook that came in, once by its own id. The same id with another body
-- is kept as a conflict, never dropped.
CREATE TABLE shop.webhook (
    brand_id    uuid NOT NULL,
    source      text NOT NULL,
    source_id   text NOT NULL CHECK (length(source_id) BETWEEN 1 AND 200),
    body_sha    bytea NOT NULL,
    kind        text NOT NULL,
    body        jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    conflict    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (brand_id, source, source_id, body_sha)
);
SELECT house.by_brand('shop.webhook');

SELECT house.open_schema('shop');

-- +goose Down
SELECT 1;
