-- +goose Up
-- What is said against a bill and what becomes of money that does not come:
-- excusals that both sides sign, holds of what looks like self-dealing, disputes
-- while a bill is in review, payments in part, write-offs, season's rebates.

-- An outage that one side proposes and the other signs; only then it counts.
CREATE TABLE billing.excusal (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    channel      text NOT NULL,          -- empty: every channel
    starts       timestamptz NOT NULL,
    ends         timestamptz NOT NULL,
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    evidence     text NOT NULL CHECK (length(evidence) <= 2000), -- where the proof lies
    evidence_sha text NOT NULL,
    side         text NOT NULL CHECK (side IN ('brand', 'platform')), -- who proposed it; the other side signs
    proposed_by  uuid NOT NULL,
    proposed_at  timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('proposed', 'signed', 'declined', 'withdrawn')),
    answered_by  uuid,
    answered_at  timestamptz,
    answer       text NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
    received_at  timestamptz,            -- when it became a fact
    CHECK (starts < ends),
    CHECK ((state = 'proposed') = (answered_at IS NULL)),
    CHECK ((state = 'signed') = (received_at IS NOT NULL)),
    CHECK (answered_by IS DISTINCT FROM proposed_by OR state = 'withdrawn' OR state = 'proposed')
);
CREATE INDEX excusal_brand ON billing.excusal (brand_id, proposed_at DESC);
CREATE INDEX excusal_received ON billing.excusal (brand_id, received_at) WHERE received_at IS NOT NULL;
-- +goose StatementBegin
CREATE FUNCTION billing.refuse_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'excusal % is answered: it stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER signed_stays BEFORE UPDATE OR DELETE ON billing.excusal FOR EACH ROW EXECUTE FUNCTION billing.refuse_signed();

-- An outcome that is not billed until a person has looked. The correction that
-- holds it is a fact; this is the queue of those who decide.
CREATE TABLE billing.hold (
    id         uuid PRIMARY KEY,
    brand_id   uuid NOT NULL,
    outcome_id uuid NOT NULL,
    rule       text NOT NULL CHECK (rule IN ('own_order', 'shared_mark', 'many_orders', 'refund_after_vesting', 'confirm_burst', 'person')),
    reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    found_at   timestamptz NOT NULL,
    found_by   uuid,                    -- a person, when the rule is theirs
    state      text NOT NULL CHECK (state IN ('open', 'released', 'confirmed')),
    decided_by uuid,
    decided_at timestamptz,
    answer     text NOT NULL DEFAULT '' CHECK (length(answer) <= 500),
    CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX hold_once ON billing.hold (outcome_id) WHERE state = 'open';
CREATE INDEX hold_outcome ON billing.hold (outcome_id);
CREATE INDEX hold_recent ON billing.hold (found_at DESC);

-- By what the shop knows an order's buyer: hashes of a device, an address, a
-- payment instrument. Two buyers with one mark are one person.
CREATE TABLE billing.order_mark (
    brand_id    uuid NOT NULL,
    order_ref   text NOT NULL,
    mark        text NOT NULL CHECK (length(mark) BETWEEN 1 AND 200),
    shopper_ref text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (brand_id, order_ref, mark)
);
CREATE INDEX order_mark_same ON billing.order_mark (brand_id, mark, at);
ALTER TABLE billing.order_item ADD COLUMN deposited timestamptz; -- a presale: the deposit is the decision
ALTER TABLE billing.order_item ADD COLUMN agent_id uuid;         -- of the conversation that won it
CREATE INDEX order_item_agent ON billing.order_item (brand_id, agent_id, paid) WHERE agent_id IS NOT NULL;

-- A dispute lives through a redraft: the document keeps its id and gets new lines,
-- so the dispute finds its line again by what the line is.
ALTER TABLE billing.dispute DROP CONSTRAINT dispute_invoice_id_fkey;
ALTER TABLE billing.dispute DROP CONSTRAINT dispute_line_id_fkey;
ALTER TABLE billing.dispute
    ALTER COLUMN line_id DROP NOT NULL,
    ADD COLUMN code text NOT NULL DEFAULT '',
    ADD COLUMN rule text NOT NULL DEFAULT '',
    ADD COLUMN version text NOT NULL DEFAULT '',
    ADD COLUMN tier text NOT NULL DEFAULT '',
    ADD COLUMN suspended_minor bigint NOT NULL DEFAULT 0 CHECK (suspended_minor >= 0), -- taken out of what is owed: of an issued document alone
    ADD CONSTRAINT dispute_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES billing.invoice (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT dispute_line_id_fkey FOREIGN KEY (line_id) REFERENCES billing.invoice_line (id) DEFERRABLE INITIALLY DEFERRED;
UPDATE billing.dispute d SET code = l.code, rule = l.rule, version = l.version, tier = coalesce(l.dims->>'tier', ''), suspended_minor = CASE WHEN d.state = 'opened' THEN d.amount_minor ELSE 0 END
  FROM billing.invoice_line l WHERE l.id = d.line_id;
CREATE TABLE billing.dispute_step (
    dispute_id   uuid NOT NULL REFERENCES billing.dispute (id),
    brand_id     uuid NOT NULL,
    n            int NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('opened', 'redrafted', 'moved', 'issued', 'upheld', 'rejected')),
    at           timestamptz NOT NULL,
    by           uuid,
    amount_minor bigint NOT NULL,
    words        text NOT NULL DEFAULT '',
    PRIMARY KEY (dispute_id, n)
);

-- Money that comes in part, late, or not at all.
ALTER TABLE billing.invoice DROP CONSTRAINT invoice_status_check;
ALTER TABLE billing.invoice DROP CONSTRAINT invoice_check1;
ALTER TABLE billing.invoice DROP CONSTRAINT invoice_check2;
ALTER TABLE billing.invoice
    ADD COLUMN paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    ADD COLUMN written_off_minor bigint NOT NULL DEFAULT 0 CHECK (written_off_minor >= 0),
    ADD COLUMN collects_till timestamptz, -- late facts are let in until then
    ADD COLUMN seal_day text NOT NULL DEFAULT '',
    ADD COLUMN seal_root text NOT NULL DEFAULT '', -- of the day's blocks, when it was rated
    ADD COLUMN seal_block bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT invoice_status_check CHECK (status IN ('collecting', 'draft', 'review', 'approved', 'issued', 'partially_paid', 'paid', 'uncollectible', 'void')),
    ADD CONSTRAINT invoice_numbered CHECK ((status IN ('issued', 'partially_paid', 'paid', 'uncollectible')) = (number IS NOT NULL AND issued_at IS NOT NULL)),
    ADD CONSTRAINT invoice_approved CHECK (status NOT IN ('approved', 'issued', 'partially_paid', 'paid', 'uncollectible') OR approved_by IS NOT NULL),
    ADD CONSTRAINT invoice_collecting CHECK ((status = 'collecting') <= (collects_till IS NOT NULL));
UPDATE billing.invoice SET paid_minor = total_minor - wallet_minor WHERE status = 'paid' AND total_minor > wallet_minor;
CREATE INDEX invoice_collecting_till ON billing.invoice (collects_till) WHERE status = 'collecting';
CREATE INDEX invoice_owed ON billing.invoice (due_at) WHERE status IN ('issued', 'partially_paid');

CREATE TABLE billing.payment (
    id           uuid PRIMARY KEY, -- of the document and the bank's reference: told twice is paid once
    brand_id     uuid NOT NULL,
    invoice_id   uuid NOT NULL REFERENCES billing.invoice (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     text NOT NULL,
    reference    text NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
    recovered    boolean NOT NULL, -- it came after the rest was written off
    noted_by     uuid,
    at           timestamptz NOT NULL
);
CREATE INDEX payment_invoice ON billing.payment (invoice_id);

-- What will not be paid any more: one person asks, another one agrees.
CREATE TABLE billing.write_off (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    invoice_id   uuid NOT NULL REFERENCES billing.invoice (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     text NOT NULL,
    reason       text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    state        text NOT NULL CHECK (state IN ('asked', 'approved', 'declined')),
    asked_by     uuid NOT NULL,
    asked_at     timestamptz NOT NULL,
    answered_by  uuid,
    answered_at  timestamptz,
    CHECK ((state = 'asked') = (answered_at IS NULL)),
    CHECK (answered_by IS DISTINCT FROM asked_by)
);
CREATE UNIQUE INDEX write_off_open ON billing.write_off (invoice_id) WHERE state <> 'declined';

-- What a season's rebate came to each time it was reckoned; the ledger moves by
-- the difference. 階梯激勵, source S4.
CREATE TABLE billing.season_rebate (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    rule         text NOT NULL,
    from_at      timestamptz NOT NULL,
    till         timestamptz NOT NULL,
    n            int NOT NULL,
    quantity     bigint NOT NULL,
    target_minor bigint NOT NULL CHECK (target_minor >= 0),
    delta_minor  bigint NOT NULL,
    currency     text NOT NULL,
    shares       jsonb NOT NULL,
    at           timestamptz NOT NULL,
    by           uuid NOT NULL,
    UNIQUE (brand_id, rule, from_at, till, n),
    CHECK (from_at < till)
);

ALTER TABLE billing.gateway_op DROP CONSTRAINT gateway_op_op_check;
ALTER TABLE billing.gateway_op ADD CONSTRAINT gateway_op_op_check
    CHECK (op IN ('customer', 'publish', 'paid', 'credit', 'wallet', 'account', 'payout', 'reversal', 'uncollectible'));

SELECT house.by_brand(t::regclass) FROM unnest(ARRAY['billing.excusal', 'billing.hold', 'billing.order_mark', 'billing.dispute_step',
    'billing.payment', 'billing.write_off', 'billing.season_rebate']) t;
SELECT house.append_only(t::regclass) FROM unnest(ARRAY['billing.order_mark', 'billing.dispute_step', 'billing.payment', 'billing.season_rebate']) t;
SELECT house.open_schema('billing');
-- open_schema granted the months' parts again.
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
