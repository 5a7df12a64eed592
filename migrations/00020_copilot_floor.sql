-- +goose Up
-- What surrounds the guard and the copilot: rules switched off and phrases let
-- through, appeals against a hit, pushed policy and who has read it, words
-- between colleagues beside a conversation, and what each conversation cost.

-- A version of a brand's rules is the whole of what it decided: its own rules,
-- which rules are off, and the phrases inside which a rule does not hit.
ALTER TABLE copilot.rules DROP CONSTRAINT rules_source_check;
ALTER TABLE copilot.rules
    ADD CONSTRAINT rules_source_check CHECK (length(source) <= 8000000),
    ADD COLUMN off   text[] NOT NULL DEFAULT '{}',
    ADD COLUMN allow jsonb NOT NULL DEFAULT '{}', -- rule -> phrases
    ADD COLUMN note  text NOT NULL DEFAULT '' CHECK (length(note) <= 300);

-- An agent says that a hit is a false alarm; the brand or the operator decides.
CREATE TABLE copilot.appeal (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    chat_id    uuid NOT NULL,
    agent_id   uuid NOT NULL,
    rule       text NOT NULL CHECK (rule <> ''),
    kind       text NOT NULL,
    level      text NOT NULL,
    word       text NOT NULL CHECK (word <> ''),
    text       text NOT NULL CHECK (length(text) <= 2000), -- personal details masked
    says       text NOT NULL DEFAULT '' CHECK (length(says) <= 300),
    at         timestamptz NOT NULL,
    state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'allowed', 'refused')),
    phrase     text NOT NULL DEFAULT '', -- what is let through from now on
    answer     text NOT NULL DEFAULT '' CHECK (length(answer) <= 300),
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK (state <> 'allowed' OR phrase <> '')
);
CREATE UNIQUE INDEX appeal_once ON copilot.appeal (chat_id, agent_id, rule, word) WHERE state = 'open';
CREATE INDEX appeal_brand ON copilot.appeal (brand_id, at DESC);
SELECT house.by_brand('copilot.appeal');

-- A changed rule that the brand pushes to whoever answers for it.
CREATE TABLE copilot.notice (
    id       uuid PRIMARY KEY,
    brand_id uuid NOT NULL,
    zh       text NOT NULL CHECK (length(zh) <= 300),
    en       text NOT NULL CHECK (length(en) <= 300),
    since    timestamptz NOT NULL,
    till     timestamptz NOT NULL CHECK (till > since),
    by_whom  text NOT NULL,
    at       timestamptz NOT NULL,
    CHECK (zh <> '' OR en <> '')
);
CREATE INDEX notice_brand ON copilot.notice (brand_id, till);
SELECT house.by_brand('copilot.notice');
SELECT house.append_only('copilot.notice');

-- Who has read which note: a notice, an article's new version, a coupon.
CREATE TABLE copilot.ack (
    brand_id uuid NOT NULL,
    note     text NOT NULL CHECK (note <> ''),
    agent_id uuid NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (brand_id, note, agent_id)
);
SELECT house.by_brand('copilot.ack');
SELECT house.append_only('copilot.ack');

-- Words between colleagues beside a conversation; the shopper never sees them.
CREATE TABLE copilot.aside (
    n         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id  uuid NOT NULL,
    chat_id   uuid NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('note', 'whisper', 'ask')),
    person_id uuid NOT NULL, -- whose words
    key       text NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
    text      text NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
    at        timestamptz NOT NULL,
    UNIQUE (chat_id, person_id, key)
);
CREATE INDEX aside_brand ON copilot.aside (brand_id, at DESC);
SELECT house.by_brand('copilot.aside');
SELECT house.append_only('copilot.aside');

-- What a conversation with a person cost, and how much of the copilot was in it.
CREATE TABLE copilot.contact (
    chat_id   uuid PRIMARY KEY,
    brand_id  uuid NOT NULL,
    agent_id  uuid NOT NULL,
    held_out  boolean NOT NULL, -- drawn to be answered without drafts
    offered   int NOT NULL,
    taken     int NOT NULL,
    edited    int NOT NULL,
    acts      int NOT NULL,
    said      int NOT NULL,     -- the agent's messages
    handle_ms bigint NOT NULL CHECK (handle_ms >= 0), -- from taken to closed
    outcome   text NOT NULL,
    csat      int NOT NULL DEFAULT 0,
    closed_at timestamptz NOT NULL
);
CREATE INDEX contact_brand ON copilot.contact (brand_id, closed_at DESC);
SELECT house.by_brand('copilot.contact');

-- A brand's choices about the copilot.
CREATE TABLE copilot.setting (
    brand_id   uuid PRIMARY KEY,
    holdout_bp int NOT NULL DEFAULT 0 CHECK (holdout_bp BETWEEN 0 AND 5000), -- share of conversations answered without drafts, to compare with
    by_whom    text NOT NULL,
    at         timestamptz NOT NULL
);
SELECT house.by_brand('copilot.setting');

SELECT house.open_schema('copilot');

-- +goose Down
SELECT 1;
