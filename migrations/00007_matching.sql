-- +goose Up
-- Who works when: a brand's history and request, its forecast, the people
-- needed, the quote, the slots, and the shifts that agents hold.

CREATE SCHEMA matching;

-- Contacts per interval, as the brand uploaded them; a later upload of the same
-- interval replaces the earlier.
CREATE TABLE matching.history (
    brand_id uuid NOT NULL,
    channel  text NOT NULL,
    start    timestamptz NOT NULL,
    minutes  int NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    contacts int NOT NULL CHECK (contacts >= 0),
    aht_s    int CHECK (aht_s > 0),
    PRIMARY KEY (brand_id, channel, start)
);
SELECT house.by_brand('matching.history');

CREATE TABLE matching.past_event (
    brand_id   uuid NOT NULL,
    name       text NOT NULL,
    kind       text NOT NULL,
    during     tstzrange NOT NULL,
    multiplier numeric,
    PRIMARY KEY (brand_id, name, during)
);
SELECT house.by_brand('matching.past_event');

CREATE TABLE matching.request (
    id          uuid PRIMARY KEY,
    brand_id    uuid NOT NULL,
    event       text NOT NULL CHECK (length(event) BETWEEN 1 AND 120),
    kind        text NOT NULL,             -- double11, 618, livestream, other
    starts      timestamptz NOT NULL,
    ends        timestamptz NOT NULL,
    opens       int NOT NULL DEFAULT 480,   -- minutes after local midnight
    closes      int NOT NULL DEFAULT 1440,
    timezone    text NOT NULL,
    channels    text[] NOT NULL,
    categories  text[] NOT NULL DEFAULT '{}',
    languages   text[] NOT NULL,
    require     text[] NOT NULL DEFAULT '{}',
    prefer      jsonb NOT NULL DEFAULT '[]', -- [{"tag","weight"}]
    multiplier  numeric,                     -- what the brand itself expects
    deflection_bp int NOT NULL DEFAULT 8000 CHECK (deflection_bp BETWEEN 0 AND 10000), -- share the bot answers
    plan        text NOT NULL,               -- guarantee plan
    budget_minor bigint,
    staffing    jsonb NOT NULL,              -- the settings that people are counted by
    report      jsonb NOT NULL DEFAULT '{}', -- how the forecast was made and how near its like came
    state       text NOT NULL CHECK (state IN ('draft', 'forecast', 'quoted', 'booked', 'filling', 'filled', 'running', 'settled', 'cancelled')),
    created_at  timestamptz NOT NULL,
    CHECK (ends > starts AND ends <= starts + interval '31 days'),
    CHECK (opens >= 0 AND closes > opens AND closes <= 1440)
);
CREATE INDEX request_brand ON matching.request (brand_id, created_at DESC);
SELECT house.by_brand('matching.request');

-- The forecast and the people it needs, per half hour and channel.
CREATE TABLE matching.need (
    request_id  uuid NOT NULL REFERENCES matching.request (id),
    brand_id    uuid NOT NULL,
    channel     text NOT NULL,               -- '*': all channels together, which people are booked by
    start       timestamptz NOT NULL,
    mean        double precision NOT NULL,   -- contacts
    p10         double precision NOT NULL,
    p50         double precision NOT NULL,
    p90         double precision NOT NULL,
    human_mean  double precision NOT NULL,   -- after the bot
    agents      int NOT NULL,
    agents_paid int NOT NULL,                -- with shrinkage
    service_level_bp int NOT NULL,
    occupancy_bp     int NOT NULL,
    PRIMARY KEY (request_id, channel, start)
);
SELECT house.by_brand('matching.need');

CREATE TABLE matching.quote (
    id          uuid PRIMARY KEY,
    request_id  uuid NOT NULL REFERENCES matching.request (id),
    brand_id    uuid NOT NULL,
    currency    text NOT NULL,
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    hours       int NOT NULL,                -- agent hours
    fill_bp     int NOT NULL,                -- probability that the pool covers it
    pool        jsonb NOT NULL DEFAULT '{}', -- what that was reckoned from
    lines       jsonb NOT NULL,              -- [{"code","qty","unit_minor","amount_minor"}]
    terms       jsonb NOT NULL,              -- the guarantee's terms: what the contract will say
    made_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    booked_at   timestamptz
);
CREATE UNIQUE INDEX quote_booked_once ON matching.quote (request_id) WHERE booked_at IS NOT NULL;
SELECT house.by_brand('matching.quote');

-- A slot is a block of work that some number of agents are needed for.
CREATE TABLE matching.slot (
    id         uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES matching.request (id),
    brand_id   uuid NOT NULL,
    starts     timestamptz NOT NULL,
    ends       timestamptz NOT NULL,
    need       int NOT NULL CHECK (need >= 0),
    require    text[] NOT NULL,
    priority   int NOT NULL DEFAULT 1,
    CHECK (ends > starts)
);
CREATE INDEX slot_request ON matching.slot (request_id, starts);
SELECT house.by_brand('matching.slot');

-- One run of the planner over a request; a plan is visible when it is done.
CREATE TABLE matching.fill (
    id          uuid PRIMARY KEY,
    request_id  uuid NOT NULL REFERENCES matching.request (id),
    brand_id    uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    why         text NOT NULL,               -- what asked for it: booked, declined, lapsed, certified, ...
    run         int NOT NULL DEFAULT 0,      -- counts the takers: only the last one may store its plan
    beat_at     timestamptz,                 -- a running row that stood still for a minute is taken over
    progress_bp int NOT NULL DEFAULT 0,
    asked_at    timestamptz NOT NULL,
    done_at     timestamptz,
    assigned    int NOT NULL DEFAULT 0,
    missing     int NOT NULL DEFAULT 0,
    objective   bigint NOT NULL DEFAULT 0,
    bound       bigint NOT NULL DEFAULT 0,
    short       jsonb NOT NULL DEFAULT '[]', -- [{"slot","missing","why"}]
    error       text NOT NULL DEFAULT ''
);
-- One waits and one works: what changes while a plan is made asks for the next.
CREATE UNIQUE INDEX fill_one_queued ON matching.fill (request_id) WHERE state = 'queued';
CREATE UNIQUE INDEX fill_one_running ON matching.fill (request_id) WHERE state = 'running';
CREATE INDEX fill_of_request ON matching.fill (request_id, asked_at DESC);
SELECT house.by_brand('matching.fill');

-- What an agent holds of a slot, from the offer to the pay. Nobody is ever
-- booked twice at once: the exclusion constraint is the law, code is courtesy.
CREATE TABLE matching.shift (
    id         uuid PRIMARY KEY,
    slot_id    uuid NOT NULL REFERENCES matching.slot (id),
    request_id uuid NOT NULL,
    brand_id   uuid NOT NULL,
    agent_id   uuid NOT NULL,
    during     tstzrange NOT NULL,
    state      text NOT NULL CHECK (state IN ('offered', 'accepted', 'working', 'done', 'declined', 'lapsed', 'released', 'no_show', 'cancelled')),
    rate_minor bigint NOT NULL CHECK (rate_minor >= 0), -- an hour
    currency   text NOT NULL,
    reason     jsonb NOT NULL DEFAULT '{}',             -- why this agent: shown before the choice
    offered_at timestamptz NOT NULL,
    lapses_at  timestamptz NOT NULL,
    decided_at timestamptz,
    started_at timestamptz,
    ended_at   timestamptz,
    worked_s   int NOT NULL DEFAULT 0,
    EXCLUDE USING gist (agent_id WITH =, during WITH &&) WHERE (state IN ('offered', 'accepted', 'working', 'done'))
);
CREATE UNIQUE INDEX shift_one_live ON matching.shift (slot_id, agent_id) WHERE state IN ('offered', 'accepted', 'working', 'done');
CREATE INDEX shift_agent ON matching.shift (agent_id, state);
CREATE INDEX shift_slot ON matching.shift (slot_id, state);
CREATE INDEX shift_request ON matching.shift (request_id, state);
CREATE INDEX shift_lapsing ON matching.shift (lapses_at) WHERE state = 'offered';
CREATE INDEX shift_starting ON matching.shift (lower(during)) WHERE state = 'accepted';
CREATE INDEX shift_ending ON matching.shift (upper(during)) WHERE state = 'working';
CREATE INDEX shift_now ON matching.shift USING gist (during) WHERE state IN ('accepted', 'working');
SELECT house.by_brand('matching.shift');

-- Every change of a shift, with who and why.
CREATE TABLE matching.shift_move (
    shift_id   uuid NOT NULL REFERENCES matching.shift (id),
    n          int NOT NULL,
    brand_id   uuid NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    person_id  uuid,          -- null: the clock or the planner
    why        text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (shift_id, n)
);
SELECT house.by_brand('matching.shift_move');

-- When an agent can work.
CREATE TABLE matching.availability (
    agent_id uuid NOT NULL,
    during   tstzrange NOT NULL,
    PRIMARY KEY (agent_id, during),
    EXCLUDE USING gist (agent_id WITH =, during WITH &&)
);

SELECT house.open_schema('matching');

-- +goose Down
SELECT 1;
