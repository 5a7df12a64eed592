-- +goose Up
-- Facts by the month, sealed in blocks that hang together, brought in by the
-- million; platforms' own figures.

-- Outcomes lie by the month in which they happened. What was told before this
-- step stays in one part of its own: it is attached and not copied, so the
-- table is held for one look through it and no longer.
ALTER TABLE billing.outcome RENAME TO outcome_first;
ALTER TABLE billing.outcome_first DROP CONSTRAINT outcome_pkey;
ALTER TABLE billing.outcome_first ADD COLUMN opened_at timestamptz;
DROP INDEX billing.outcome_brand;
ALTER INDEX billing.outcome_when RENAME TO outcome_first_when;
ALTER INDEX billing.outcome_chat RENAME TO outcome_first_chat;
DROP TRIGGER append_only ON billing.outcome_first;

CREATE TABLE billing.outcome (LIKE billing.outcome_first INCLUDING CONSTRAINTS, PRIMARY KEY (id, event_at)) PARTITION BY RANGE (event_at);
CREATE INDEX outcome_brand ON billing.outcome (brand_id, received_at, id);
CREATE INDEX outcome_when ON billing.outcome (brand_id, event_at);
CREATE INDEX outcome_chat ON billing.outcome (chat_id);
-- What fits no month yet, as a fact from another decade: never refused.
CREATE TABLE billing.outcome_other PARTITION OF billing.outcome DEFAULT;

-- open_month makes the part of a month, before its first fact. A month of which
-- facts lie elsewhere already stays there: asking again changes nothing.
-- +goose StatementBegin
CREATE FUNCTION billing.open_month(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = billing, pg_catalog AS $$
DECLARE
    starts timestamptz := date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    ends   timestamptz := (date_trunc('month', at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    part   text := 'outcome_' || to_char(at AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
    IF to_regclass('billing.' || part) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('billing.open_month'));
    IF to_regclass('billing.' || part) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE billing.%I PARTITION OF billing.outcome FOR VALUES FROM (%L) TO (%L)', part, starts, ends);
    EXECUTE format('REVOKE ALL ON billing.%I FROM manyhands_app', part); -- reached through its parent alone
    PERFORM house.by_brand(('billing.' || part)::regclass);
EXCEPTION WHEN check_violation OR invalid_object_definition THEN
    NULL; -- its facts lie in another part
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    cut timestamptz;
BEGIN
    SELECT (date_trunc('month', max(event_at) AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' INTO cut FROM billing.outcome_first;
    IF cut IS NULL THEN
        DROP TABLE billing.outcome_first;
    ELSE
        EXECUTE format('ALTER TABLE billing.outcome ATTACH PARTITION billing.outcome_first FOR VALUES FROM (MINVALUE) TO (%L)', cut);
        REVOKE ALL ON billing.outcome_first FROM manyhands_app;
    END IF;
    PERFORM house.by_brand('billing.outcome_other');
    FOR ahead IN -1 .. 3 LOOP
        PERFORM billing.open_month(now() + make_interval(months => ahead));
    END LOOP;
END
$$;
-- +goose StatementEnd

-- A rating asks for a conversation's last score.
CREATE INDEX score_chat ON billing.score (chat_id, received_at DESC);

-- A block is 4096 facts of a brand in the order in which they were received,
-- and the hash of the block before it: no fact of it can be changed, swapped or
-- left out without the hash saying where. A brand's last block may be shorter;
-- it is sealed when a document is issued or a day ends.
CREATE TABLE billing.block (
    brand_id   uuid NOT NULL,
    seq        bigint NOT NULL CHECK (seq >= 1),
    facts      int NOT NULL CHECK (facts BETWEEN 1 AND 4096),
    last_at    timestamptz NOT NULL,  -- received_at and id of its last fact:
    last_id    uuid NOT NULL,         -- the next block begins after it
    prev_hash  text NOT NULL,
    hash       text NOT NULL,
    day        text NOT NULL CHECK (day ~ '^\d{4}-\d\d-\d\d$'), -- on which it was sealed, UTC
    sealed_at  timestamptz NOT NULL,
    PRIMARY KEY (brand_id, seq)
);

-- An import of facts: how many lines came to what, and each line that was
-- refused.
CREATE TABLE billing.import (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    name       text NOT NULL,
    lines      bigint NOT NULL,
    loaded     bigint NOT NULL,
    known      bigint NOT NULL, -- told before, word for word
    conflicts  bigint NOT NULL, -- told before with another body
    refused    bigint NOT NULL,
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL
);
CREATE INDEX import_recent ON billing.import (brand_id, started_at DESC);
CREATE TABLE billing.import_refusal (
    import_id uuid NOT NULL REFERENCES billing.import (id),
    brand_id  uuid NOT NULL,
    line      bigint NOT NULL,
    says      text NOT NULL,
    PRIMARY KEY (import_id, line)
);

-- The cube of a document: its outcomes by day and by all that an amount
-- depends on, so that "what would it cost under other prices" is a sum.
CREATE TABLE billing.cube (
    invoice_id uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    cells      bytea NOT NULL
);

-- How a platform counts a figure, from one instant to another. Never two at
-- once for a channel; a change is a new row, and the one before it ends there.
CREATE TABLE billing.kpi (
    name       text NOT NULL,
    platform   text NOT NULL,
    channel    text NOT NULL, -- empty: any
    starts     timestamptz NOT NULL,
    ends       timestamptz NOT NULL,
    measure    text NOT NULL CHECK (measure IN ('answer_rate', 'response', 'csat')),
    within_ms  bigint NOT NULL CHECK ((measure = 'response') = (within_ms > 0)),
    open_from  text NOT NULL,
    open_till  text NOT NULL,
    unit       text NOT NULL CHECK (unit IN ('conversation', 'shopper_day')),
    set_by     uuid NOT NULL,
    set_at     timestamptz NOT NULL,
    CHECK (starts < ends),
    EXCLUDE USING gist (name WITH =, channel WITH =, tstzrange(starts, ends) WITH &&)
);
-- 京东 30 秒应答率: opened 09:00-23:00; 拼多多: a shopper's day, good when nothing
-- waits over an hour, 08:00-23:00; 旺旺 3 分钟: 08:00-24:00. Source S7.
INSERT INTO billing.kpi VALUES
    ('jd_30s', 'jd', '', '2020-01-01Z', '2100-01-01Z', 'response', 30000, '09:00', '23:00', 'conversation', '00000000-0000-0000-0000-000000000000', now()),
    ('pdd_valid_shopper', 'pdd', '', '2020-01-01Z', '2100-01-01Z', 'response', 3600000, '08:00', '23:00', 'shopper_day', '00000000-0000-0000-0000-000000000000', now()),
    ('wangwang_3m', 'taobao', '', '2020-01-01Z', '2100-01-01Z', 'response', 180000, '08:00', '24:00', 'conversation', '00000000-0000-0000-0000-000000000000', now());

SELECT house.by_brand(t::regclass) FROM unnest(ARRAY[
    'billing.outcome', 'billing.block', 'billing.import', 'billing.import_refusal', 'billing.cube']) t;
SELECT house.append_only(t::regclass) FROM unnest(ARRAY[
    'billing.outcome', 'billing.block', 'billing.import', 'billing.import_refusal']) t;
SELECT house.open_schema('billing');
-- open_schema granted the parts again.
-- +goose StatementBegin
DO $$
DECLARE part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'billing.outcome'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM manyhands_app', part);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;
