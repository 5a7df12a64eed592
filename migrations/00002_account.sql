-- +goose Up
-- People, brands, roles, sessions and the tags that agents hold.

CREATE SCHEMA account;

CREATE TABLE account.brand (
    id         uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,40}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    currency   text NOT NULL DEFAULT 'CNY' CHECK (currency ~ '^[A-Z]{3}$'),
    timezone   text NOT NULL DEFAULT 'Asia/Shanghai',
    languages  text[] NOT NULL DEFAULT '{zh}',
    webhook_secret text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE account.person (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role          text NOT NULL CHECK (role IN ('brand', 'agent', 'finance', 'operator')),
    brand_id      uuid REFERENCES account.brand (id),
    locale        text NOT NULL DEFAULT 'zh-CN' CHECK (locale IN ('zh-CN', 'en')),
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL,
    disabled_at   timestamptz,
    CHECK ((role = 'brand') = (brand_id IS NOT NULL))
);

-- One row a refresh token; a family is what one sign-in became by rotation.
CREATE TABLE account.session (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES account.person (id),
    family      uuid NOT NULL,
    refresh_sha bytea NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    revoked_at  timestamptz,
    device      text NOT NULL DEFAULT ''
);
CREATE INDEX session_family ON account.session (family);
CREATE INDEX session_person ON account.session (person_id, created_at DESC);

-- What the marketplace knows of an agent. City and accommodations are shown,
-- never scored.
CREATE TABLE account.agent (
    id              uuid PRIMARY KEY REFERENCES account.person (id),
    city            text NOT NULL DEFAULT '',
    cost_minor      bigint NOT NULL CHECK (cost_minor >= 0), -- an hour
    reliability_bp  int NOT NULL DEFAULT 9500 CHECK (reliability_bp BETWEEN 0 AND 10000),
    max_hours_day   int NOT NULL DEFAULT 8 CHECK (max_hours_day BETWEEN 1 AND 24),
    max_hours_total int NOT NULL DEFAULT 60 CHECK (max_hours_total BETWEEN 1 AND 168),
    min_rest_h      int NOT NULL DEFAULT 8 CHECK (min_rest_h BETWEEN 0 AND 24),
    capacity        int NOT NULL DEFAULT 3 CHECK (capacity BETWEEN 1 AND 10), -- chats at once
    prefer_brands   text[] NOT NULL DEFAULT '{}',
    avoid_brands    text[] NOT NULL DEFAULT '{}',
    accommodations  text[] NOT NULL DEFAULT '{}'
);

CREATE TABLE account.agent_tag (
    agent_id uuid NOT NULL REFERENCES account.agent (id),
    tag      text NOT NULL CHECK (tag ~ '^[a-z0-9_-]+:[a-z0-9_-]+$'),
    source   text NOT NULL CHECK (source IN ('self', 'certificate', 'operator')),
    since    timestamptz NOT NULL,
    PRIMARY KEY (agent_id, tag)
);

-- Answers to requests that carried an Idempotency-Key; a row without a status
-- is a request still at work.
CREATE TABLE account.idempotency (
    caller      text NOT NULL,
    key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    request_sha bytea NOT NULL,
    status      int,
    content     text NOT NULL DEFAULT '',
    body        bytea,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);

SELECT house.open_schema('account');

-- +goose Down
SELECT 1;
