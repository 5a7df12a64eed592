-- +goose Up
-- What was agreed, what happened, what was billed for it, and the money that
-- follows. Facts and transfers are append-only; a bill is a rating of facts.

CREATE SCHEMA billing;

-- Up to which instant of receipt a brand's facts were rated. A fact is
-- received later than that, so what a document was made from never grows.
CREATE TABLE billing.watermark (
    brand_id uuid PRIMARY KEY,
    through  timestamptz NOT NULL
);

CREATE TABLE billing.contract (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL UNIQUE,
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    timezone   text NOT NULL,
    tax_mode   text NOT NULL CHECK (tax_mode IN ('on_top', 'inclusive')),
    tax_bp     int NOT NULL CHECK (tax_bp BETWEEN 0 AND 10000),
    created_at timestamptz NOT NULL
);

-- The terms that hold from one instant to another. Two never hold at once. What
-- comes in after the event still falls under its terms, until the next event
-- begins: that tail is all that is ever shortened.
CREATE TABLE billing.contract_version (
    id          uuid PRIMARY KEY,
    contract_id uuid NOT NULL REFERENCES billing.contract (id),
    brand_id    uuid NOT NULL,
    request_id  uuid NOT NULL,
    name        text NOT NULL,          -- the version's id in files and on bills
    plan        text NOT NULL,
    starts      timestamptz NOT NULL,
    event_ends  timestamptz NOT NULL,
    ends        timestamptz NOT NULL,
    terms       jsonb NOT NULL,         -- rules, guarantees, windows: as docs/billing-formats.md has a version
    terms_sha   text NOT NULL,
    created_at  timestamptz NOT NULL,
    CHECK (starts < ends),
    UNIQUE (contract_id, name),
    CONSTRAINT contract_version_overlap EXCLUDE USING gist (contract_id WITH =, tstzrange(starts, ends) WITH &&)
);
CREATE INDEX contract_version_request ON billing.contract_version (request_id);

CREATE TABLE billing.booking (
    id              uuid PRIMARY KEY,
    brand_id        uuid NOT NULL,
    request_id      uuid NOT NULL,
    channel         text NOT NULL,
    capacity        bigint NOT NULL CHECK (capacity >= 0),
    value_minor     bigint NOT NULL CHECK (value_minor >= 0),
    starts          timestamptz NOT NULL,
    ends            timestamptz NOT NULL,
    received_at     timestamptz NOT NULL,
    source          text NOT NULL,
    source_event_id text NOT NULL,
    UNIQUE (brand_id, source, source_event_id),
    CHECK (starts < ends)
);

-- What came of one conversation, or of one order item that one won.
CREATE TABLE billing.outcome (
    id              uuid PRIMARY KEY,
    brand_id        uuid NOT NULL,
    chat_id         uuid,
    channel         text NOT NULL,
    service         text NOT NULL CHECK (service IN ('reactive', 'proactive', 'bot', 'reminder')),
    unit            text NOT NULL CHECK (unit IN ('conversation', 'round', 'shopper_day')),
    shopper_ref     text NOT NULL,
    intent          text NOT NULL,
    event_at        timestamptz NOT NULL,
    received_at     timestamptz NOT NULL,
    agent_id        uuid,
    shift_id        uuid,
    resp_ms         bigint NOT NULL CHECK (resp_ms >= 0),
    csat            int NOT NULL CHECK (csat BETWEEN 0 AND 5), -- when it closed; later ones are in billing.score
    flags           text[] NOT NULL,
    order_ref       text NOT NULL,
    net_minor       bigint NOT NULL CHECK (net_minor >= 0),
    currency        text NOT NULL,
    transcript_sha  text NOT NULL,
    source          text NOT NULL,
    source_event_id text NOT NULL
);
CREATE INDEX outcome_brand ON billing.outcome (brand_id, received_at);
CREATE INDEX outcome_when ON billing.outcome (brand_id, event_at);
CREATE INDEX outcome_chat ON billing.outcome (chat_id);

-- What was told before, by its teller's own id: beside the outcomes, so that it
-- holds when they are partitioned by time. The brand is in the key: another
-- tenant's id is another id.
CREATE TABLE billing.outcome_key (
    brand_id        uuid NOT NULL,
    source          text NOT NULL,
    source_event_id text NOT NULL,
    outcome_id      uuid NOT NULL,
    body_sha        text NOT NULL,
    PRIMARY KEY (brand_id, source, source_event_id)
);

-- The same id told with another body: neither is dropped in silence.
CREATE TABLE billing.conflict (
    brand_id    uuid NOT NULL,
    kind        text NOT NULL,
    key         text NOT NULL,
    body_sha    text NOT NULL,
    body        jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, kind, key, body_sha)
);

CREATE TABLE billing.score (
    fact_id     uuid PRIMARY KEY,
    brand_id    uuid NOT NULL,
    chat_id     uuid NOT NULL,
    csat        int NOT NULL CHECK (csat BETWEEN 1 AND 5),
    received_at timestamptz NOT NULL
);
CREATE INDEX score_brand ON billing.score (brand_id, received_at);

CREATE TABLE billing.correction (
    id              uuid PRIMARY KEY,
    brand_id        uuid NOT NULL,
    outcome_id      uuid NOT NULL,       -- may not have been told yet: the correction waits
    kind            text NOT NULL CHECK (kind IN ('refund', 'cancel', 'excuse', 'reopen', 'fraud_hold', 'release', 'dispute_upheld', 'reassign')),
    delta_minor     bigint NOT NULL CHECK ((kind = 'refund') = (delta_minor > 0)),
    effective_at    timestamptz NOT NULL,
    received_at     timestamptz NOT NULL,
    actor           text NOT NULL,
    evidence_sha    text NOT NULL,
    source_event_id text NOT NULL,
    UNIQUE (brand_id, source_event_id)
);
CREATE INDEX correction_brand ON billing.correction (brand_id, received_at);

-- Replies that may have won an order; seq 0 is the shopper's own first word.
CREATE TABLE billing.touch (
    brand_id    uuid NOT NULL,
    chat_id     uuid NOT NULL,
    seq         bigint NOT NULL,
    shopper_ref text NOT NULL,
    at          timestamptz NOT NULL,
    author      text NOT NULL CHECK (author IN ('shopper', 'agent', 'bot')),
    agent_id    uuid,
    skus        text[] NOT NULL,
    order_ref   text NOT NULL, -- the order that the conversation was about
    PRIMARY KEY (chat_id, seq)
);
CREATE INDEX touch_shopper ON billing.touch (brand_id, shopper_ref, at);

CREATE TABLE billing.order_item (
    brand_id    uuid NOT NULL,
    order_ref   text NOT NULL,
    item        text NOT NULL,
    sku         text NOT NULL,
    shopper_ref text NOT NULL,
    net_minor   bigint NOT NULL CHECK (net_minor >= 0),
    created     timestamptz NOT NULL,
    paid        timestamptz NOT NULL,
    outcome_id  uuid, -- set once, when a conversation won it
    PRIMARY KEY (brand_id, order_ref, item)
);
CREATE INDEX order_item_open ON billing.order_item (brand_id, shopper_ref, paid) WHERE outcome_id IS NULL;

CREATE TABLE billing.refund (
    brand_id     uuid NOT NULL,
    source       text NOT NULL,
    source_id    text NOT NULL,
    order_ref    text NOT NULL,
    item         text NOT NULL, -- empty: the whole order
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    refunded     timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (brand_id, source, source_id)
);
CREATE INDEX refund_order ON billing.refund (brand_id, order_ref);

-- A document: the bill of a period, or what a later rating of it differs by.
CREATE TABLE billing.invoice (
    id            uuid PRIMARY KEY,
    brand_id      uuid NOT NULL,
    contract_id   uuid NOT NULL REFERENCES billing.contract (id),
    request_id    uuid,
    kind          text NOT NULL CHECK (kind IN ('invoice', 'adjustment', 'credit_note')),
    of_invoice    uuid REFERENCES billing.invoice (id),
    after_invoice uuid REFERENCES billing.invoice (id), -- the document before it in the period's chain
    number        text UNIQUE,
    status        text NOT NULL CHECK (status IN ('draft', 'review', 'approved', 'issued', 'paid', 'void')),
    currency      text NOT NULL,
    period_from   timestamptz NOT NULL,
    period_till   timestamptz NOT NULL,
    as_of         timestamptz NOT NULL,
    subtotal_minor     bigint NOT NULL,
    tax_minor          bigint NOT NULL,
    total_minor        bigint NOT NULL,
    compensation_minor bigint NOT NULL,
    credit_minor       bigint NOT NULL,
    contract_doc  bytea NOT NULL,
    rating_doc    bytea NOT NULL,      -- the whole rating that it rests on, as verify reads it
    result_sha    text NOT NULL,
    doc_sha       text,
    rated_through timestamptz,         -- looked at again with later facts, and it stands
    drafted_at    timestamptz NOT NULL,
    approved_by   uuid,
    approved_at   timestamptz,
    issued_at     timestamptz,
    due_at        timestamptz,
    paid_at       timestamptz,
    paid_ref      text NOT NULL DEFAULT '',
    CHECK ((kind = 'invoice') = (of_invoice IS NULL)),
    CHECK ((status IN ('issued', 'paid')) = (number IS NOT NULL AND issued_at IS NOT NULL)),
    CHECK (status NOT IN ('approved', 'issued', 'paid') OR approved_by IS NOT NULL),
    CONSTRAINT invoice_period EXCLUDE USING gist (brand_id WITH =, tstzrange(period_from, period_till) WITH &&)
        WHERE (kind = 'invoice' AND status <> 'void')
);
CREATE INDEX invoice_recent ON billing.invoice (brand_id, drafted_at DESC);
CREATE UNIQUE INDEX invoice_one_open_adjustment ON billing.invoice (of_invoice) WHERE kind <> 'invoice' AND status IN ('draft', 'review', 'approved');

CREATE TABLE billing.invoice_line (
    id             uuid PRIMARY KEY,
    invoice_id     uuid NOT NULL REFERENCES billing.invoice (id),
    brand_id       uuid NOT NULL,
    n              int NOT NULL,
    code           text NOT NULL,
    rule           text NOT NULL,
    version        text NOT NULL,
    dims           jsonb NOT NULL,
    qty            bigint NOT NULL,
    unit_micro     bigint NOT NULL,
    amount_minor   bigint NOT NULL,
    evidence_root  text NOT NULL,
    evidence_count bigint NOT NULL,
    rating_line    int NOT NULL, -- its place in the rating; -1: no line there any more
    UNIQUE (invoice_id, n)
);

-- +goose StatementBegin
CREATE FUNCTION billing.refuse_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL AND (
        TG_OP = 'DELETE' OR (NEW.number, NEW.total_minor, NEW.tax_minor, NEW.subtotal_minor, NEW.rating_doc, NEW.contract_doc, NEW.doc_sha, NEW.issued_at, NEW.as_of)
        IS DISTINCT FROM (OLD.number, OLD.total_minor, OLD.tax_minor, OLD.subtotal_minor, OLD.rating_doc, OLD.contract_doc, OLD.doc_sha, OLD.issued_at, OLD.as_of)) THEN
        RAISE EXCEPTION 'invoice % is issued: it is corrected by another document', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE FUNCTION billing.refuse_issued_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM billing.invoice WHERE id = OLD.invoice_id AND number IS NOT NULL) THEN
        RAISE EXCEPTION 'the invoice of line % is issued: it is corrected by another document', OLD.n USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION billing.refuse_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.ends BETWEEN OLD.event_ends AND OLD.ends
        AND to_jsonb(NEW) - 'ends' = to_jsonb(OLD) - 'ends'
        AND NOT EXISTS (SELECT FROM billing.invoice i WHERE i.brand_id = OLD.brand_id AND i.number IS NOT NULL
            AND tstzrange(i.period_from, i.period_till) && tstzrange(NEW.ends, OLD.ends)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'terms % are agreed: only a tail that nothing was billed for is shortened', OLD.name USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER terms_stay BEFORE UPDATE OR DELETE ON billing.contract_version FOR EACH ROW EXECUTE FUNCTION billing.refuse_terms();
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON billing.invoice FOR EACH ROW EXECUTE FUNCTION billing.refuse_issued();
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON billing.invoice_line FOR EACH ROW EXECUTE FUNCTION billing.refuse_issued_line();

-- One row a rating that a document was made from: two copies of the program
-- that rate the same facts must get the same result.
CREATE TABLE billing.rating_run (
    brand_id     uuid NOT NULL,
    period_from  timestamptz NOT NULL,
    period_till  timestamptz NOT NULL,
    as_of        timestamptz NOT NULL,
    contract_sha text NOT NULL,
    engine       text NOT NULL,
    result_sha   text NOT NULL,
    PRIMARY KEY (brand_id, period_from, period_till, as_of, contract_sha, engine)
);

-- The last number given out. It is counted up under its row's lock in the
-- transaction that issues, so a rollback gives the number back.
CREATE TABLE billing.number_series (
    series text PRIMARY KEY,
    last   bigint NOT NULL
);

CREATE TABLE billing.dispute (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    invoice_id   uuid NOT NULL REFERENCES billing.invoice (id),
    line_id      uuid NOT NULL REFERENCES billing.invoice_line (id),
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    outcomes     uuid[] NOT NULL,
    state        text NOT NULL CHECK (state IN ('opened', 'upheld', 'rejected')),
    opened_by    uuid NOT NULL,
    opened_at    timestamptz NOT NULL,
    sla_at       timestamptz NOT NULL,
    resolved_by  uuid,
    resolved_at  timestamptz,
    answer       text NOT NULL DEFAULT '',
    CHECK ((state = 'opened') = (resolved_at IS NULL))
);
CREATE UNIQUE INDEX dispute_line_once ON billing.dispute (line_id) WHERE state = 'opened';
CREATE INDEX dispute_due ON billing.dispute (sla_at) WHERE state = 'opened';

-- The ledger: an account's balance is the sum of its transfers.
CREATE TABLE billing.account (
    id          text PRIMARY KEY,
    kind        text NOT NULL,
    owner       text NOT NULL, -- the brand's or the agent's id; empty: ours
    currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    normal_side text NOT NULL CHECK (normal_side IN ('debit', 'credit'))
);

CREATE TABLE billing.transfer (
    id           uuid PRIMARY KEY,
    idem         text NOT NULL UNIQUE,
    debit        text NOT NULL REFERENCES billing.account (id),
    credit       text NOT NULL REFERENCES billing.account (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     text NOT NULL,
    at           timestamptz NOT NULL,
    ref_kind     text NOT NULL,
    ref_id       uuid NOT NULL,
    memo         text NOT NULL,
    CHECK (debit <> credit)
);
CREATE INDEX transfer_ref ON billing.transfer (ref_id);
CREATE INDEX transfer_at ON billing.transfer (at DESC, id DESC);

-- +goose StatementBegin
CREATE FUNCTION billing.one_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM billing.account WHERE id IN (NEW.debit, NEW.credit) AND currency <> NEW.currency) THEN
        RAISE EXCEPTION 'a transfer in % between accounts of another currency', NEW.currency USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER one_currency BEFORE INSERT ON billing.transfer FOR EACH ROW EXECUTE FUNCTION billing.one_currency();

-- What an agent earned, by the minute and by the piece. A deduction is a
-- negative earning with its reason, never a change.
CREATE TABLE billing.earning (
    id           uuid PRIMARY KEY,
    key          text NOT NULL UNIQUE,  -- what it is for: told twice is earned once
    agent_id     uuid NOT NULL,
    brand_id     uuid,
    source       text NOT NULL CHECK (source IN ('shift', 'drill', 'bonus', 'clawback')),
    about        text NOT NULL,         -- the shift, the drill, the order
    starts       timestamptz NOT NULL,
    worked_ms    bigint NOT NULL CHECK (worked_ms >= 0),
    rate_minor   bigint NOT NULL CHECK (rate_minor >= 0), -- an hour
    amount_minor bigint NOT NULL CHECK ((source = 'clawback') = (amount_minor < 0)),
    currency     text NOT NULL,
    received_at  timestamptz NOT NULL
);
CREATE INDEX earning_agent ON billing.earning (agent_id, starts DESC);

CREATE TABLE billing.statement (
    id          uuid PRIMARY KEY,
    agent_id    uuid NOT NULL,
    invoice_id  uuid NOT NULL REFERENCES billing.invoice (id), -- closed with this period
    currency    text NOT NULL,
    period_from timestamptz NOT NULL,
    period_till timestamptz NOT NULL,
    total_minor bigint NOT NULL,
    closed_at   timestamptz NOT NULL,
    paid_at     timestamptz,
    paid_ref    text NOT NULL DEFAULT '',
    UNIQUE (agent_id, invoice_id, currency)
);
CREATE TABLE billing.statement_earning (
    earning_id   uuid PRIMARY KEY REFERENCES billing.earning (id), -- stands on one statement
    statement_id uuid NOT NULL REFERENCES billing.statement (id)
);
CREATE INDEX statement_earning_of ON billing.statement_earning (statement_id);

-- What must be told to the payment gateway. An answer that was lost is
-- unknown, and is looked up before anything is sent again.
CREATE TABLE billing.gateway_op (
    id          uuid PRIMARY KEY,
    op          text NOT NULL CHECK (op IN ('publish', 'paid')),
    idem_key    text NOT NULL UNIQUE CHECK (length(idem_key) <= 255),
    invoice_id  uuid NOT NULL REFERENCES billing.invoice (id),
    request_sha text NOT NULL,
    state       text NOT NULL CHECK (state IN ('queued', 'unknown', 'ok', 'rejected')),
    attempts    int NOT NULL DEFAULT 0,
    provider_id text NOT NULL DEFAULT '',
    last_error  text NOT NULL DEFAULT '',
    due_at      timestamptz NOT NULL
);
CREATE INDEX gateway_op_due ON billing.gateway_op (due_at) WHERE state IN ('queued', 'unknown');

CREATE TABLE billing.gateway_event (
    id          text PRIMARY KEY, -- the provider's: told twice is taken once
    kind        text NOT NULL,
    object_id   text NOT NULL,
    payload     bytea NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at  timestamptz
);

SELECT house.by_brand(t::regclass) FROM unnest(ARRAY[
    'billing.watermark', 'billing.contract', 'billing.contract_version', 'billing.booking', 'billing.outcome', 'billing.outcome_key',
    'billing.conflict', 'billing.score', 'billing.correction', 'billing.touch', 'billing.order_item', 'billing.refund',
    'billing.invoice', 'billing.invoice_line', 'billing.rating_run', 'billing.dispute', 'billing.earning']) t;

SELECT house.append_only(t::regclass) FROM unnest(ARRAY[
    'billing.booking', 'billing.outcome', 'billing.outcome_key', 'billing.conflict', 'billing.score', 'billing.correction',
    'billing.touch', 'billing.refund', 'billing.rating_run', 'billing.transfer', 'billing.earning', 'billing.statement_earning']) t;

SELECT house.open_schema('billing');

-- +goose Down
SELECT 1;
