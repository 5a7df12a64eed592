-- +goose Up
-- A fill that several copies of the program share, and the desk's list of whose
-- seat changed.

ALTER TABLE matching.fill
    ADD COLUMN copies int NOT NULL DEFAULT 1,    -- that answered to its prices
    ADD COLUMN ended_by uuid,                    -- the person who stopped it
    DROP CONSTRAINT fill_state_check,
    ADD CONSTRAINT fill_state_check CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')) NOT VALID;

-- What a shared fill asks of everybody: the question once, then prices, round
-- by round. Unlogged, both of them: they are worth something only while the run
-- that asks is alive, and a run that lost them is done again.
CREATE UNLOGGED TABLE matching.fill_question (
    fill_id  uuid NOT NULL,
    run      int NOT NULL,
    brand_id uuid NOT NULL,
    shards   int NOT NULL CHECK (shards > 0),
    question bytea NOT NULL,
    round    int NOT NULL DEFAULT 0,             -- the newest one; 0: none yet
    first    int NOT NULL DEFAULT 0,             -- which agents answer: this one,
    every    int NOT NULL DEFAULT 1,             -- and from there one in so many
    prices   bytea NOT NULL DEFAULT '',
    PRIMARY KEY (fill_id, run)
);
SELECT house.by_brand('matching.fill_question');

-- Who answers for a share of the agents, and the newest answer: how many take
-- each slot, and what their schedules are worth to them.
CREATE UNLOGGED TABLE matching.fill_shard (
    fill_id  uuid NOT NULL,
    run      int NOT NULL,
    shard    int NOT NULL,
    brand_id uuid NOT NULL,
    copy     text,                               -- null: nobody yet, or nobody any more
    round    int NOT NULL DEFAULT 0,
    use      bytea NOT NULL DEFAULT '',
    worth    bigint NOT NULL DEFAULT 0,
    helped   text,                               -- the last copy that answered
    PRIMARY KEY (fill_id, run, shard),
    FOREIGN KEY (fill_id, run) REFERENCES matching.fill_question (fill_id, run) ON DELETE CASCADE
);
SELECT house.by_brand('matching.fill_shard');

-- Whose seat at the desk changed, by the transaction that changed it: a copy
-- reads those that its last snapshot could not see, and nobody else. Unlogged:
-- after a crash of the database everybody is read anyway.
CREATE UNLOGGED TABLE matching.touch (
    tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    agent_id uuid NOT NULL,
    person   boolean NOT NULL,                   -- what they hold changed, not where they are
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX touch_tx ON matching.touch (tx);

-- +goose StatementBegin
CREATE FUNCTION matching.touch_agent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.agent_id IS NOT NULL AND OLD.agent_id IS DISTINCT FROM NEW.agent_id THEN
        INSERT INTO matching.touch (agent_id, person) VALUES (OLD.agent_id, false);
    END IF;
    IF NEW.agent_id IS NOT NULL THEN
        INSERT INTO matching.touch (agent_id, person) VALUES (NEW.agent_id, false);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER touch AFTER INSERT OR UPDATE ON matching.presence FOR EACH ROW EXECUTE FUNCTION matching.touch_agent();
CREATE TRIGGER touch AFTER INSERT OR UPDATE OF state ON matching.reservation FOR EACH ROW EXECUTE FUNCTION matching.touch_agent();
CREATE TRIGGER touch AFTER INSERT OR UPDATE ON matching.wrap_up FOR EACH ROW EXECUTE FUNCTION matching.touch_agent();
CREATE TRIGGER touch AFTER INSERT OR UPDATE OF state, during, agent_id ON matching.shift FOR EACH ROW
    WHEN (NEW.kind = 'work' AND NEW.state IN ('accepted', 'working', 'done', 'released', 'dropped', 'no_show')) EXECUTE FUNCTION matching.touch_agent();
CREATE TRIGGER touch_state AFTER UPDATE OF state, agent_id ON chat.chat FOR EACH ROW
    WHEN (OLD.agent_id IS DISTINCT FROM NEW.agent_id OR OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION matching.touch_agent();

-- +goose StatementBegin
CREATE FUNCTION matching.touch_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO matching.touch (agent_id, person) VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.agent_id ELSE NEW.agent_id END, true);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER touch_seat AFTER INSERT OR UPDATE OR DELETE ON account.agent_tag FOR EACH ROW EXECUTE FUNCTION matching.touch_person();

-- +goose StatementBegin
CREATE FUNCTION matching.touch_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO matching.touch (agent_id, person) VALUES (NEW.id, true);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER touch_seat AFTER UPDATE ON account.agent FOR EACH ROW EXECUTE FUNCTION matching.touch_account();
CREATE TRIGGER touch_seat AFTER UPDATE OF disabled_at ON account.person FOR EACH ROW WHEN (NEW.role = 'agent') EXECUTE FUNCTION matching.touch_account();

SELECT house.open_schema('matching');

-- +goose Down
SELECT 1;
