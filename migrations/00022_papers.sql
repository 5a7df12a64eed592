-- +goose Up
-- What goes out on paper: who a document is from and to, the requests for tax
-- invoices, and what is done about a bill that is late.

-- One side of a document, as the tax office knows it. The nil brand is us.
CREATE TABLE billing.party (
    brand_id   uuid PRIMARY KEY,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    tax_id     text NOT NULL CHECK (length(tax_id) <= 40),
    address    text NOT NULL CHECK (length(address) <= 500),
    phone      text NOT NULL CHECK (length(phone) <= 40),
    bank       text NOT NULL CHECK (length(bank) <= 200),
    account_no text NOT NULL CHECK (length(account_no) <= 64),
    email      text NOT NULL CHECK (length(email) <= 200),
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL
);

-- The sides as they were when a document was issued: it prints the same for
-- ever, whoever moves house.
CREATE TABLE billing.issued_party (
    invoice_id uuid PRIMARY KEY REFERENCES billing.invoice (id),
    brand_id   uuid NOT NULL,
    seller     jsonb NOT NULL,
    buyer      jsonb NOT NULL
);

-- A request for a tax invoice. It is issued through a licensed channel, which
-- gives the number; a red one takes a blue one back, in part or whole.
CREATE TABLE billing.fapiao (
    id           uuid PRIMARY KEY,
    brand_id     uuid NOT NULL,
    invoice_id   uuid NOT NULL REFERENCES billing.invoice (id),
    kind         text NOT NULL CHECK (kind IN ('blue', 'red')),
    of_fapiao    uuid REFERENCES billing.fapiao (id),
    buyer        jsonb NOT NULL,
    currency     text NOT NULL,
    net_minor    bigint NOT NULL,
    tax_minor    bigint NOT NULL,
    tax_bp       int NOT NULL,
    state        text NOT NULL CHECK (state IN ('requested', 'exported', 'issued', 'refused')),
    number       text NOT NULL DEFAULT '',
    note         text NOT NULL DEFAULT '',
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    exported_at  timestamptz,
    answered_at  timestamptz,
    CHECK ((kind = 'red') = (of_fapiao IS NOT NULL)),
    CHECK ((kind = 'red') = (net_minor + tax_minor < 0)),
    CHECK ((state = 'issued') = (number <> '')),
    CHECK ((state IN ('issued', 'refused')) = (answered_at IS NOT NULL))
);
-- A document has one tax invoice; one that was refused may be asked for again.
CREATE UNIQUE INDEX fapiao_once ON billing.fapiao (invoice_id) WHERE state <> 'refused';
CREATE UNIQUE INDEX fapiao_number ON billing.fapiao (number) WHERE number <> '';
CREATE INDEX fapiao_recent ON billing.fapiao (requested_at DESC);

-- Reminders of a bill that is late, one for each day that has one.
CREATE TABLE billing.dunning (
    invoice_id uuid NOT NULL REFERENCES billing.invoice (id),
    brand_id   uuid NOT NULL,
    day        int NOT NULL CHECK (day > 0),
    owed_minor bigint NOT NULL CHECK (owed_minor > 0), -- less what is under dispute
    at         timestamptz NOT NULL,
    PRIMARY KEY (invoice_id, day)
);

-- Terms that a brand asks for a request that is not booked yet. Accepted, they
-- are what its next quote says.
CREATE TABLE billing.proposal (
    id          uuid PRIMARY KEY,
    brand_id    uuid NOT NULL,
    request_id  uuid NOT NULL,
    terms       jsonb NOT NULL, -- a contract's version without its id and dates
    note        text NOT NULL CHECK (length(note) <= 2000),
    state       text NOT NULL CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn')),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    answer      text NOT NULL DEFAULT '',
    CHECK ((state = 'proposed') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX proposal_open ON billing.proposal (request_id) WHERE state = 'proposed';
CREATE INDEX proposal_recent ON billing.proposal (proposed_at DESC);

SELECT house.by_brand(t::regclass) FROM unnest(ARRAY['billing.proposal', 'billing.party', 'billing.issued_party', 'billing.fapiao', 'billing.dunning']) t;
SELECT house.append_only(t::regclass) FROM unnest(ARRAY['billing.issued_party', 'billing.dunning']) t;
SELECT house.open_schema('billing');

-- +goose Down
SELECT 1;
