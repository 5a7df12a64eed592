-- +goose Up
-- The market around the plan: confirmations, swaps, standby, what brands and
-- agents owe each other for a late change, appeals, and the inbox.

-- New checks are not held against old rows: a scan would lock a hot table, and
-- the defaults keep them.
ALTER TABLE matching.slot
    ADD COLUMN kind text NOT NULL DEFAULT 'work',   -- standby: paid to be ready, called when a seat falls empty
    ADD COLUMN backfill_at timestamptz,             -- not tried again before this
    ADD CONSTRAINT slot_kind CHECK (kind IN ('work', 'standby')) NOT VALID;
CREATE INDEX slot_starting ON matching.slot (starts) WHERE kind = 'work';

ALTER TABLE matching.shift
    ADD COLUMN kind   text NOT NULL DEFAULT 'work',
    ADD COLUMN origin text NOT NULL DEFAULT 'plan', -- how the agent came to it
    ADD COLUMN cause  text NOT NULL DEFAULT '',     -- what ended it, where that decides who owes what
    ADD CONSTRAINT shift_kind CHECK (kind IN ('work', 'standby')) NOT VALID,
    ADD CONSTRAINT shift_origin CHECK (origin IN ('plan', 'claim', 'swap', 'standby', 'backfill')) NOT VALID,
    ADD CONSTRAINT shift_cause CHECK (cause IN ('', 'early', 'late', 'unconfirmed', 'swapped', 'called', 'outrun', 'brand', 'market', 'suspended')) NOT VALID;
CREATE INDEX shift_since ON matching.shift (agent_id, lower(during)) WHERE state IN ('done', 'no_show', 'released');

-- An agent says twice that they will come. Nobody loses a shift without a
-- second notice and an hour to answer it: the law stands here too.
CREATE TABLE matching.confirmation (
    shift_id    uuid NOT NULL REFERENCES matching.shift (id),
    hours       int NOT NULL CHECK (hours IN (48, 16)), -- before the start
    brand_id    uuid NOT NULL,
    asked_at    timestamptz NOT NULL,
    second_at   timestamptz,
    due_at      timestamptz NOT NULL,
    answered_at timestamptz,
    missed_at   timestamptz,
    PRIMARY KEY (shift_id, hours),
    CHECK (missed_at IS NULL OR second_at IS NOT NULL AND missed_at >= second_at + interval '1 hour'),
    CHECK (answered_at IS NULL OR missed_at IS NULL)
);
CREATE INDEX confirmation_open ON matching.confirmation (due_at) WHERE answered_at IS NULL AND missed_at IS NULL;
SELECT house.by_brand('matching.confirmation');

-- A shift that its holder offers to a colleague, to all of them, or against a
-- shift of the colleague's. Until it is taken the holder keeps it.
CREATE TABLE matching.swap (
    id           uuid PRIMARY KEY,
    shift_id     uuid NOT NULL REFERENCES matching.shift (id),
    brand_id     uuid NOT NULL,
    agent_id     uuid NOT NULL,                       -- who gives
    colleague_id uuid,                                -- null: whoever suits
    against_id   uuid REFERENCES matching.shift (id), -- the colleague's, given in return
    state        text NOT NULL CHECK (state IN ('open', 'taken', 'declined', 'withdrawn', 'lapsed')),
    why          text NOT NULL,
    asked_at     timestamptz NOT NULL,
    lapses_at    timestamptz NOT NULL,
    decided_at   timestamptz,
    taken_by     uuid,
    CHECK (against_id IS NULL OR colleague_id IS NOT NULL),
    CHECK (colleague_id <> agent_id),
    CHECK ((state = 'taken') = (taken_by IS NOT NULL))
);
CREATE UNIQUE INDEX swap_one_open ON matching.swap (shift_id) WHERE state = 'open';
CREATE INDEX swap_lapsing ON matching.swap (lapses_at) WHERE state = 'open';
CREATE INDEX swap_agent ON matching.swap (agent_id, asked_at DESC);
SELECT house.by_brand('matching.swap');

-- What an agent is paid when a brand drops a seat that they held.
CREATE TABLE matching.compensation (
    shift_id     uuid PRIMARY KEY REFERENCES matching.shift (id),
    brand_id     uuid NOT NULL,
    agent_id     uuid NOT NULL,
    notice_s     int NOT NULL,
    share_bp     int NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    currency     text NOT NULL,
    at           timestamptz NOT NULL
);
SELECT house.by_brand('matching.compensation');

-- An agent says that a mark on their record is wrong; an operator decides. One
-- that is upheld takes the mark out of the score, which is counted from rows.
CREATE TABLE matching.appeal (
    id         uuid PRIMARY KEY,
    shift_id   uuid NOT NULL UNIQUE REFERENCES matching.shift (id),
    brand_id   uuid NOT NULL,
    agent_id   uuid NOT NULL,
    mark       text NOT NULL CHECK (mark IN ('late', 'no_show', 'unconfirmed')),
    words      text NOT NULL CHECK (length(words) BETWEEN 1 AND 2000),
    filed_at   timestamptz NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'upheld', 'refused')),
    person_id  uuid,                       -- who decided
    answer     text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'open') = (person_id IS NULL)),
    CHECK (state = 'open' OR answer <> '')
);
CREATE INDEX appeal_open ON matching.appeal (filed_at) WHERE state = 'open';
CREATE INDEX appeal_agent ON matching.appeal (agent_id, filed_at DESC);
SELECT house.by_brand('matching.appeal');

-- Whom a brand would rather have, and whom it does not book.
CREATE TABLE matching.choice (
    brand_id  uuid NOT NULL,
    agent_id  uuid NOT NULL,
    kind      text NOT NULL CHECK (kind IN ('prefer', 'block')),
    why       text NOT NULL,
    person_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (brand_id, agent_id)
);
SELECT house.by_brand('matching.choice');

-- An agent who is suspended holds nothing ahead and is offered nothing.
CREATE TABLE matching.suspension (
    id        uuid PRIMARY KEY,
    agent_id  uuid NOT NULL,
    why       text NOT NULL CHECK (why <> ''),
    person_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    lifted_at timestamptz,
    lifted_by uuid,
    lifted_why text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX suspension_one_open ON matching.suspension (agent_id) WHERE lifted_at IS NULL;

-- A private address of an agent's shifts: the token itself is nowhere.
CREATE TABLE matching.calendar (
    agent_id  uuid PRIMARY KEY,
    token_sha bytea NOT NULL UNIQUE,
    made_at   timestamptz NOT NULL,
    read_at   timestamptz
);

-- What happened, for whom it matters, with who and why. Without an agent it is
-- for the brand's people.
CREATE TABLE matching.notification (
    id         uuid PRIMARY KEY,
    brand_id   uuid,
    agent_id   uuid,
    kind       text NOT NULL,
    shift_id   uuid,
    request_id uuid,
    person_id  uuid,                         -- who did it; null: the clock or the planner
    why        text NOT NULL DEFAULT '',
    about      jsonb NOT NULL DEFAULT '{}',  -- names and times as they were then
    at         timestamptz NOT NULL,
    read_at    timestamptz,
    CHECK (brand_id IS NOT NULL OR agent_id IS NOT NULL)
);
CREATE INDEX notification_agent ON matching.notification (agent_id, at DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX notification_brand ON matching.notification (brand_id, at DESC) WHERE agent_id IS NULL;
SELECT house.by_brand('matching.notification');

SELECT house.open_schema('matching');

-- What agents are paid for besides work: being ready, and a seat dropped late.
ALTER TABLE billing.earning DROP CONSTRAINT earning_source_check;
ALTER TABLE billing.earning ADD CONSTRAINT earning_source_check CHECK (source IN ('shift', 'drill', 'bonus', 'clawback', 'standby', 'compensation')) NOT VALID;

-- +goose Down
SELECT 1;
