-- +goose Up
-- Who takes this chat: the agents' states and the reservations. The router's
-- memory is rebuilt from these rows after a crash.

-- Where an agent is now; busy is derived from what is held.
CREATE TABLE matching.presence (
    agent_id   uuid PRIMARY KEY,
    state      text NOT NULL CHECK (state IN ('offline', 'available', 'break', 'training', 'wrap_up', 'forced_away')),
    why        text NOT NULL DEFAULT '',
    next_state text NOT NULL DEFAULT '' CHECK (next_state IN ('', 'offline', 'break', 'training')),
    since      timestamptz NOT NULL,
    idle_since timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);

-- The timeline that adherence and pay for waiting are computed from.
CREATE TABLE matching.presence_move (
    agent_id uuid NOT NULL,
    at       timestamptz NOT NULL,
    n        bigint GENERATED ALWAYS AS IDENTITY,
    state    text NOT NULL,
    why      text NOT NULL DEFAULT '',
    PRIMARY KEY (agent_id, n)
);

-- A chat is promised to one agent at a time: a unique row, not a hope.
CREATE TABLE matching.reservation (
    id          uuid PRIMARY KEY,
    chat_id     uuid NOT NULL,
    brand_id    uuid NOT NULL,
    agent_id    uuid NOT NULL,
    shift_id    uuid,
    state       text NOT NULL CHECK (state IN ('reserved', 'accepted', 'rejected', 'lapsed', 'withdrawn')),
    why         text NOT NULL DEFAULT '',
    reserved_at timestamptz NOT NULL,
    lapses_at   timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE UNIQUE INDEX reservation_one_a_chat ON matching.reservation (chat_id) WHERE state = 'reserved';
CREATE INDEX reservation_agent ON matching.reservation (agent_id) WHERE state = 'reserved';
CREATE INDEX reservation_lapsing ON matching.reservation (lapses_at) WHERE state = 'reserved';
SELECT house.by_brand('matching.reservation');

-- After a chat ends its slot stays taken until the agent has wrapped up.
CREATE TABLE matching.wrap_up (
    chat_id  uuid PRIMARY KEY,
    brand_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    since    timestamptz NOT NULL,
    ends_at  timestamptz NOT NULL,
    done_at  timestamptz
);
CREATE INDEX wrap_up_open ON matching.wrap_up (agent_id) WHERE done_at IS NULL;
SELECT house.by_brand('matching.wrap_up');

SELECT house.open_schema('matching');

-- +goose Down
SELECT 1;
