-- +goose Up
-- Several shoppers at once, scenarios that a person published, a lost row
-- written again, reviews of real conversations with appeals, likeness of own
-- words.

-- Drills of one round run at the same time, each with its place.
ALTER TABLE training.drill ADD COLUMN round_id uuid;
ALTER TABLE training.drill ADD COLUMN place int NOT NULL DEFAULT 0 CHECK (place BETWEEN 0 AND 2);
ALTER TABLE training.drill ADD COLUMN scenario_id uuid; -- NULL: drawn, not published
DROP INDEX training.drill_running;
CREATE UNIQUE INDEX drill_running ON training.drill (agent_id, brand_id, place) WHERE state = 'running';
CREATE INDEX drill_round ON training.drill (round_id, place) WHERE round_id IS NOT NULL;

-- Characters that came from the clipboard: counted, never judged by itself.
ALTER TABLE training.message ADD COLUMN pasted int NOT NULL DEFAULT 0 CHECK (pasted >= 0);

-- Rounds that were passed whole: the top of the ladder stands on one.
ALTER TABLE training.certificate ADD COLUMN rounds int NOT NULL DEFAULT 0 CHECK (rounds >= 0);

-- One lost row written again.
CREATE TABLE training.again (
    drill_id uuid NOT NULL REFERENCES training.drill (id),
    key      text NOT NULL,
    brand_id uuid NOT NULL,
    item     text NOT NULL,
    text     text NOT NULL,
    points   int NOT NULL CHECK (points > 0),
    got      int NOT NULL CHECK (got BETWEEN 0 AND points),
    better   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    PRIMARY KEY (drill_id, key)
);
SELECT house.by_brand('training.again');
SELECT house.append_only('training.again');

-- A scenario that a person looked at: a draft is nobody's drill, a published
-- one is drawn while its edition is in force.
CREATE TABLE training.scenario (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    source       text NOT NULL CHECK (source IN ('procedure', 'handoff')),
    chat_id      uuid, -- of a hand-off
    procedure_id text NOT NULL,
    edition      int NOT NULL CHECK (edition > 0),
    lang         text NOT NULL,
    level        int NOT NULL CHECK (level BETWEEN 1 AND 3),
    scene        jsonb NOT NULL,
    scene_sha    text NOT NULL,
    state        text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    made_by      uuid NOT NULL,
    made_at      timestamptz NOT NULL,
    decided_by   uuid,
    decided_at   timestamptz,
    CHECK ((state = 'draft') = (decided_at IS NULL)),
    CHECK ((source = 'handoff') = (chat_id IS NOT NULL))
);
CREATE INDEX scenario_brand ON training.scenario (brand_id, made_at DESC);
CREATE INDEX scenario_pool ON training.scenario (brand_id, lang) WHERE state = 'published';
SELECT house.by_brand('training.scenario');

-- A real conversation as the rules scored it, once each time it closed.
CREATE TABLE training.review (
    chat_id      uuid NOT NULL,
    epoch        int NOT NULL,
    brand_id     uuid NOT NULL,
    agent_id     uuid NOT NULL,
    procedure_id text NOT NULL DEFAULT '',
    score        int NOT NULL CHECK (score BETWEEN 0 AND 100),
    by_person    boolean NOT NULL, -- drawn for a person to look at as well
    at           timestamptz NOT NULL,
    PRIMARY KEY (chat_id, epoch)
);
CREATE INDEX review_agent ON training.review (agent_id, at DESC);
CREATE INDEX review_brand ON training.review (brand_id, at DESC);
SELECT house.by_brand('training.review');

CREATE TABLE training.review_item (
    chat_id  uuid NOT NULL,
    epoch    int NOT NULL,
    place    int NOT NULL,
    brand_id uuid NOT NULL,
    item     text NOT NULL,
    points   int NOT NULL CHECK (points > 0),
    got      int NOT NULL CHECK (got BETWEEN 0 AND points),
    seq      int NOT NULL CHECK (seq >= 0),
    says     jsonb NOT NULL,
    better   text NOT NULL DEFAULT '',
    PRIMARY KEY (chat_id, epoch, place),
    FOREIGN KEY (chat_id, epoch) REFERENCES training.review (chat_id, epoch)
);
SELECT house.by_brand('training.review_item');
SELECT house.append_only('training.review_item');

-- What an agent says against a row, and what an operator made of it. An upheld
-- appeal gives the row its points; the row itself stays as it was scored.
CREATE TABLE training.appeal (
    chat_id    uuid NOT NULL,
    epoch      int NOT NULL,
    place      int NOT NULL,
    brand_id   uuid NOT NULL,
    agent_id   uuid NOT NULL,
    words      text NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'upheld', 'denied')),
    at         timestamptz NOT NULL,
    answer     text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (chat_id, epoch, place),
    FOREIGN KEY (chat_id, epoch, place) REFERENCES training.review_item (chat_id, epoch, place),
    CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE INDEX appeal_open ON training.appeal (at) WHERE state = 'open';
SELECT house.by_brand('training.appeal');

-- Two drills of two agents whose own words are alike: for a person to look at,
-- never a failure by itself.
CREATE TABLE training.alike (
    drill_id   uuid NOT NULL REFERENCES training.drill (id),
    other_id   uuid NOT NULL REFERENCES training.drill (id),
    brand_id   uuid NOT NULL,
    alike_bp   int NOT NULL CHECK (alike_bp BETWEEN 0 AND 10000),
    at         timestamptz NOT NULL,
    finding    text NOT NULL DEFAULT '' CHECK (finding IN ('', 'chance', 'copied')),
    note       text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (drill_id, other_id),
    CHECK ((finding = '') = (decided_at IS NULL))
);
CREATE INDEX alike_open ON training.alike (at) WHERE finding = '';
SELECT house.by_brand('training.alike');

-- +goose Down
SELECT 1;
