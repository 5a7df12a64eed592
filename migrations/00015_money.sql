-- +goose Up
-- Money that moves: the ledger's order, snapshots and closed months; what the
-- payment gateway is told, tells, and differs in; payruns; wallets and rebates.

-- The order in which transfers were written down; a snapshot stands at one.
ALTER TABLE billing.transfer ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE billing.transfer ADD COLUMN reverses uuid UNIQUE REFERENCES billing.transfer (id);
CREATE INDEX transfer_debit ON billing.transfer (debit, seq);
CREATE INDEX transfer_credit ON billing.transfer (credit, seq);

-- Each account's sums up to a transfer, so that a balance does not need the
-- whole ledger. It is never the truth: the transfers are.
CREATE TABLE billing.balance_snapshot (
    through       bigint NOT NULL,
    account       text NOT NULL REFERENCES billing.account (id),
    taken_at      timestamptz NOT NULL,
    debits_minor  bigint NOT NULL CHECK (debits_minor >= 0),
    credits_minor bigint NOT NULL CHECK (credits_minor >= 0),
    PRIMARY KEY (through, account)
);

-- Up to when the books are closed: no transfer is dated before it any more.
CREATE TABLE billing.ledger_close (
    till      timestamptz PRIMARY KEY,
    closed_by uuid NOT NULL,
    closed_at timestamptz NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION billing.refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever closes holds writers off until it is committed, so this sees it.
    IF EXISTS (SELECT FROM billing.ledger_close WHERE till > NEW.at) THEN
        RAISE EXCEPTION 'the books are closed at %', NEW.at USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closed';
    END IF;
    RETURN NEW;
END
$$;
-- What the transfers of a document move on what its brand owes is the
-- document's total, whoever writes them; looked at when they are committed.
CREATE FUNCTION billing.document_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
    moved bigint;
BEGIN
    SELECT i.total_minor INTO total FROM billing.invoice i WHERE i.id = NEW.ref_id AND i.number IS NOT NULL;
    SELECT coalesce(sum(CASE WHEN d.kind = 'brand_receivable' THEN t.amount_minor ELSE 0 END)
                  - sum(CASE WHEN c.kind = 'brand_receivable' THEN t.amount_minor ELSE 0 END), 0)
      INTO moved FROM billing.transfer t JOIN billing.account d ON d.id = t.debit JOIN billing.account c ON c.id = t.credit
     WHERE t.ref_id = NEW.ref_id AND t.ref_kind = NEW.ref_kind;
    IF total IS DISTINCT FROM moved THEN
        RAISE EXCEPTION 'the transfers of document % make %, its total is %', NEW.ref_id, moved, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_balances';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER refuse_closed BEFORE INSERT ON billing.transfer FOR EACH ROW EXECUTE FUNCTION billing.refuse_closed();
CREATE CONSTRAINT TRIGGER document_balances AFTER INSERT ON billing.transfer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ref_kind IN ('invoice', 'adjustment', 'credit_note')) EXECUTE FUNCTION billing.document_balances();

-- A wallet pays what it can of a document when it is issued.
ALTER TABLE billing.invoice ADD COLUMN wallet_minor bigint NOT NULL DEFAULT 0 CHECK (wallet_minor >= 0);

-- What must be told to the gateway: the request as it was when it was queued.
-- sent: a copy of the program is at it. unknown: its answer was lost, so it is
-- looked up before anything is sent again.
ALTER TABLE billing.gateway_op DROP CONSTRAINT gateway_op_op_check;
ALTER TABLE billing.gateway_op DROP CONSTRAINT gateway_op_state_check;
UPDATE billing.gateway_op SET state = 'rejected', last_error = 'queued without its request by an older version' WHERE state IN ('queued', 'unknown');
ALTER TABLE billing.gateway_op ADD COLUMN subject uuid;
UPDATE billing.gateway_op SET subject = invoice_id;
ALTER TABLE billing.gateway_op
    DROP COLUMN invoice_id,
    ALTER COLUMN subject SET NOT NULL,
    ADD COLUMN request jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN on_id uuid,                                       -- the thing of ours that it is about
    ADD COLUMN after_id uuid REFERENCES billing.gateway_op (id), -- told when that one is: calls about one thing go one after the other
    ADD COLUMN rev int NOT NULL DEFAULT 1,                       -- a new one is a new key there
    ADD COLUMN broke boolean NOT NULL DEFAULT false,             -- its key answers with a stored failure
    ADD COLUMN amount_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN currency text NOT NULL DEFAULT '',
    ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN first_sent_at timestamptz,                        -- of this rev's key
    ADD COLUMN done_at timestamptz,
    ADD CONSTRAINT gateway_op_op_check CHECK (op IN ('customer', 'publish', 'paid', 'credit', 'wallet', 'account', 'payout', 'reversal')),
    ADD CONSTRAINT gateway_op_state_check CHECK (state IN ('queued', 'sent', 'unknown', 'ok', 'rejected'));
DROP INDEX billing.gateway_op_due;
CREATE INDEX gateway_op_due ON billing.gateway_op (due_at) WHERE state IN ('queued', 'sent', 'unknown');
CREATE INDEX gateway_op_subject ON billing.gateway_op (subject);
CREATE INDEX gateway_op_on ON billing.gateway_op (on_id, queued_at);
CREATE INDEX gateway_op_provider ON billing.gateway_op (provider_id) WHERE provider_id <> '';
CREATE INDEX gateway_op_done ON billing.gateway_op (done_at) WHERE state = 'ok';

ALTER TABLE billing.gateway_event
    ADD COLUMN attempts int NOT NULL DEFAULT 0,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN last_error text NOT NULL DEFAULT '';
UPDATE billing.gateway_event SET applied_at = received_at, due_at = received_at;
ALTER TABLE billing.gateway_event ALTER COLUMN due_at SET NOT NULL;
CREATE INDEX gateway_event_due ON billing.gateway_event (due_at) WHERE applied_at IS NULL;

-- How far a thing at the gateway is known to have come. It only rises.
CREATE TABLE billing.gateway_object (
    provider_id  text PRIMARY KEY,
    kind         text NOT NULL,
    subject      uuid, -- ours; empty: somebody else's
    rank         int NOT NULL,
    status       text NOT NULL,
    amount_minor bigint NOT NULL,
    currency     text NOT NULL,
    seen_at      timestamptz NOT NULL
);

CREATE TABLE billing.recon_run (
    id         uuid PRIMARY KEY,
    from_at    timestamptz NOT NULL,
    till       timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    listed     int NOT NULL DEFAULT 0,
    checked    int NOT NULL DEFAULT 0,
    differs    int NOT NULL DEFAULT 0,
    nightly    boolean NOT NULL,
    CHECK (from_at < till)
);
CREATE UNIQUE INDEX recon_run_nightly ON billing.recon_run (till) WHERE nightly;

-- One difference is one task: found again it stays one, and what is no longer
-- found is gone.
CREATE TABLE billing.recon_diff (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('missing_there', 'missing_here', 'twice', 'amount', 'status', 'foreign', 'reversal_refused')),
    provider_id  text NOT NULL,
    op           text NOT NULL,
    subject      uuid,
    ours_minor   bigint NOT NULL,
    theirs_minor bigint NOT NULL,
    currency     text NOT NULL,
    about        text NOT NULL,
    object_at    timestamptz NOT NULL, -- when the thing came to be, there or here
    state        text NOT NULL CHECK (state IN ('open', 'gone', 'resolved')),
    found_at     timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    resolved_by  uuid,
    resolved_at  timestamptz,
    note         text NOT NULL DEFAULT '',
    CHECK ((state = 'resolved') = (resolved_by IS NOT NULL)),
    UNIQUE NULLS NOT DISTINCT (kind, provider_id, subject)
);
CREATE INDEX recon_diff_open ON billing.recon_diff (found_at) WHERE state = 'open';

-- Where an agent is paid, in versions: a payrun names the one it was made for.
CREATE TABLE billing.payee (
    agent_id   uuid NOT NULL,
    version    int NOT NULL,
    method     text NOT NULL CHECK (method IN ('bank', 'alipay', 'stripe')),
    holder     text NOT NULL CHECK (length(holder) BETWEEN 1 AND 100),
    bank       text NOT NULL,
    account_no text NOT NULL CHECK (length(account_no) BETWEEN 4 AND 64),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agent_id, version)
);

CREATE TABLE billing.payrun (
    id           uuid PRIMARY KEY,
    number       text NOT NULL UNIQUE,
    currency     text NOT NULL,
    driver       text NOT NULL CHECK (driver IN ('bank', 'stripe')),
    state        text NOT NULL CHECK (state IN ('draft', 'approved', 'submitting', 'settled', 'partial', 'void')),
    made_by      uuid NOT NULL,
    made_at      timestamptz NOT NULL,
    items_sha    text NOT NULL,  -- what an approval approves
    submitted_by uuid,
    submitted_at timestamptz,
    file         bytea,          -- the bank's batch, as it was handed out
    settled_at   timestamptz
);
-- What one run will pay must not be seen by another.
CREATE UNIQUE INDEX payrun_one_open ON billing.payrun (currency) WHERE state IN ('draft', 'approved', 'submitting');

CREATE TABLE billing.payrun_approval (
    payrun_id uuid NOT NULL REFERENCES billing.payrun (id),
    person_id uuid NOT NULL,
    items_sha text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (payrun_id, person_id, items_sha)
);

CREATE TABLE billing.payrun_item (
    id              uuid PRIMARY KEY,
    payrun_id       uuid NOT NULL REFERENCES billing.payrun (id),
    agent_id        uuid NOT NULL,
    gross_minor     bigint NOT NULL CHECK (gross_minor > 0),
    recovered_minor bigint NOT NULL CHECK (recovered_minor >= 0), -- of what the agent owed
    tax_minor       bigint NOT NULL CHECK (tax_minor >= 0),
    net_minor       bigint NOT NULL CHECK (net_minor >= 0),
    payee_version   int NOT NULL,
    state           text NOT NULL CHECK (state IN ('waiting', 'sent', 'paid', 'failed', 'reversing', 'reversed')),
    reason          text NOT NULL DEFAULT '',
    reference       text NOT NULL DEFAULT '',
    settled_at      timestamptz,
    UNIQUE (payrun_id, agent_id),
    CHECK (gross_minor - recovered_minor - tax_minor = net_minor)
);
CREATE INDEX payrun_item_agent ON billing.payrun_item (agent_id);

ALTER TABLE billing.statement
    ADD COLUMN available_at timestamptz,
    ADD COLUMN payrun_item_id uuid REFERENCES billing.payrun_item (id),
    ADD COLUMN recovered_minor bigint NOT NULL DEFAULT 0 CHECK (recovered_minor BETWEEN 0 AND greatest(0, -total_minor));
UPDATE billing.statement SET available_at = closed_at;
ALTER TABLE billing.statement ALTER COLUMN available_at SET NOT NULL;
CREATE INDEX statement_unpaid ON billing.statement (currency, available_at) WHERE paid_at IS NULL;
CREATE INDEX statement_item ON billing.statement (payrun_item_id) WHERE payrun_item_id IS NOT NULL;

-- Who brought whom. One level only; brand_id is the one that is thanked.
CREATE TABLE billing.referral (
    id        uuid PRIMARY KEY,
    brand_id  uuid NOT NULL,
    referred  uuid NOT NULL UNIQUE,
    since     timestamptz NOT NULL,
    months    int NOT NULL CHECK (months BETWEEN 1 AND 60),
    bp        int NOT NULL CHECK (bp BETWEEN 1 AND 2000),
    cap_minor bigint NOT NULL CHECK (cap_minor > 0),
    currency  text NOT NULL,
    made_by   uuid NOT NULL,
    CHECK (brand_id <> referred)
);

-- What a payment, or a credit note after it, changes of a rebate.
CREATE TABLE billing.referral_accrual (
    id           uuid PRIMARY KEY,
    referral_id  uuid NOT NULL REFERENCES billing.referral (id),
    brand_id     uuid NOT NULL,
    document     uuid NOT NULL REFERENCES billing.invoice (id),
    base_minor   bigint NOT NULL, -- collected by then, net of tax and credit notes
    delta_minor  bigint NOT NULL CHECK (delta_minor <> 0),
    currency     text NOT NULL,
    at           timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    released_at  timestamptz,
    UNIQUE (referral_id, document)
);
CREATE INDEX referral_accrual_due ON billing.referral_accrual (available_at) WHERE released_at IS NULL;

SELECT house.by_brand(t::regclass) FROM unnest(ARRAY['billing.referral', 'billing.referral_accrual']) t;
SELECT house.append_only(t::regclass) FROM unnest(ARRAY['billing.balance_snapshot', 'billing.ledger_close', 'billing.payee', 'billing.payrun_approval']) t;
SELECT house.open_schema('billing');

-- +goose Down
SELECT 1;
