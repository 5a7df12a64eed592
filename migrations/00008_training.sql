-- +goose Up
-- Drills, their transcripts and grades, and the certificates that open shifts.

CREATE SCHEMA training;

-- One practice conversation. The scenario is kept whole: a drill ends under
-- the edition of the procedure that it began with.
CREATE TABLE training.drill (
    id             uuid PRIMARY KEY,
    brand_id       uuid NOT NULL,
    agent_id       uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('entry', 'refresh')), -- refresh: after a changed policy, short
    procedure_id   text NOT NULL,
    edition        int NOT NULL CHECK (edition > 0),
    level          int NOT NULL CHECK (level BETWEEN 1 AND 3),
    lang           text NOT NULL,
    pace_bp        int NOT NULL CHECK (pace_bp >= 10000), -- extra time is a setting
    scenario       jsonb NOT NULL,
    scenario_sha   text NOT NULL,
    shopper        jsonb NOT NULL, -- where the simulated shopper stands
    state          text NOT NULL CHECK (state IN ('running', 'passed', 'failed', 'abandoned')),
    policy_changed boolean NOT NULL DEFAULT false, -- a newer edition came into force meanwhile
    last_seq       int NOT NULL DEFAULT 0,
    began_at       timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    due_at         timestamptz NOT NULL, -- the shopper's next word into a silence, or the end
    finished_at    timestamptz,
    score          int CHECK (score BETWEEN 0 AND 100),
    grade          jsonb,
    CHECK ((state = 'running') = (finished_at IS NULL)),
    CHECK ((state IN ('passed', 'failed')) = (grade IS NOT NULL)),
    CHECK ((grade IS NULL) = (score IS NULL))
);
-- Beginning twice goes on with the drill that runs.
CREATE UNIQUE INDEX drill_running ON training.drill (agent_id, brand_id) WHERE state = 'running';
CREATE INDEX drill_due ON training.drill (due_at) WHERE state = 'running';
CREATE INDEX drill_agent ON training.drill (agent_id, began_at DESC);
CREATE INDEX drill_brand ON training.drill (brand_id, began_at DESC);
SELECT house.by_brand('training.drill');

CREATE TABLE training.message (
    drill_id uuid NOT NULL REFERENCES training.drill (id),
    seq      int NOT NULL CHECK (seq > 0),
    brand_id uuid NOT NULL,
    author   text NOT NULL CHECK (author IN ('shopper', 'agent')),
    key      text NOT NULL DEFAULT '',
    text     text NOT NULL,
    hits     jsonb NOT NULL DEFAULT '[]',
    at       timestamptz NOT NULL,
    PRIMARY KEY (drill_id, seq)
);
-- A message sent twice is one message.
CREATE UNIQUE INDEX message_key ON training.message (drill_id, key) WHERE author = 'agent';
SELECT house.by_brand('training.message');
SELECT house.append_only('training.message');

-- One row of the rubric, with the message behind it.
CREATE TABLE training.grade_item (
    drill_id uuid NOT NULL REFERENCES training.drill (id),
    place    int NOT NULL,
    brand_id uuid NOT NULL,
    item     text NOT NULL,
    points   int NOT NULL CHECK (points > 0),
    got      int NOT NULL CHECK (got BETWEEN 0 AND points),
    seq      int NOT NULL CHECK (seq >= 0),
    says     jsonb NOT NULL,
    better   text NOT NULL DEFAULT '',
    PRIMARY KEY (drill_id, place)
);
SELECT house.by_brand('training.grade_item');
SELECT house.append_only('training.grade_item');

-- A certificate is held once an agent and brand; its tag exists exactly while
-- it is active.
CREATE TABLE training.certificate (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    agent_id   uuid NOT NULL,
    tag        text NOT NULL,
    level      int NOT NULL CHECK (level BETWEEN 1 AND 3),
    state      text NOT NULL CHECK (state IN ('active', 'suspended', 'expired')),
    since      timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    note       text NOT NULL DEFAULT '',
    UNIQUE (agent_id, brand_id),
    CHECK (expires_at > since)
);
CREATE INDEX certificate_brand ON training.certificate (brand_id, state);
CREATE INDEX certificate_expiry ON training.certificate (expires_at) WHERE state = 'active';
SELECT house.by_brand('training.certificate');

-- What a certificate stands on: procedures, each in the edition that was
-- drilled.
CREATE TABLE training.stands_on (
    certificate_id uuid NOT NULL REFERENCES training.certificate (id),
    procedure_id   text NOT NULL,
    brand_id       uuid NOT NULL,
    edition        int NOT NULL CHECK (edition > 0),
    drill_id       uuid REFERENCES training.drill (id), -- NULL: granted
    PRIMARY KEY (certificate_id, procedure_id)
);
CREATE INDEX stands_on_procedure ON training.stands_on (brand_id, procedure_id, edition);
SELECT house.by_brand('training.stands_on');

-- The newest edition of a procedure that the school has heard of. A pass and a
-- change of policy meet on this row, so that no certificate slips between them.
CREATE TABLE training.policy (
    brand_id     uuid NOT NULL,
    procedure_id text NOT NULL,
    edition      int NOT NULL CHECK (edition > 0),
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (brand_id, procedure_id)
);
SELECT house.by_brand('training.policy');

SELECT house.open_schema('training');

-- +goose Down
SELECT 1;
