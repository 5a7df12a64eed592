-- name: OpenWatermark :exec
INSERT INTO billing.watermark (brand_id, through) VALUES (@brand_id, @through) ON CONFLICT DO NOTHING;

-- name: ShareWatermark :one
-- Whoever receives a fact holds the mark in place until the fact is committed.
SELECT through FROM billing.watermark WHERE brand_id = @brand_id FOR SHARE;

-- name: LockWatermark :one
-- Whoever rates waits for the facts on their way, then moves the mark.
SELECT through FROM billing.watermark WHERE brand_id = @brand_id FOR UPDATE;

-- name: SetWatermark :exec
UPDATE billing.watermark SET through = @through WHERE brand_id = @brand_id;

-- name: AddContract :exec
INSERT INTO billing.contract (id, brand_id, currency, timezone, tax_mode, tax_bp, created_at)
VALUES (@id, @brand_id, @currency, @timezone, @tax_mode, @tax_bp, @created_at) ON CONFLICT (brand_id) DO NOTHING;

-- name: Contract :one
SELECT * FROM billing.contract WHERE brand_id = @brand_id;

-- name: LockContract :one
SELECT * FROM billing.contract WHERE brand_id = @brand_id FOR UPDATE;

-- name: AddVersion :exec
INSERT INTO billing.contract_version (id, contract_id, brand_id, request_id, name, plan, starts, event_ends, ends, terms, terms_sha, created_at)
VALUES (@id, @contract_id, @brand_id, @request_id, @name, @plan, @starts, @event_ends, @ends, @terms, @terms_sha, @created_at);

-- name: Versions :many
SELECT * FROM billing.contract_version WHERE brand_id = @brand_id ORDER BY starts;

-- name: VersionsOf :many
SELECT * FROM billing.contract_version WHERE request_id = @request_id ORDER BY starts;

-- name: ShortenVersion :exec
UPDATE billing.contract_version SET ends = @ends WHERE id = @id;

-- name: VersionsDue :many
-- Terms that ended and have something that stands on no document yet.
SELECT DISTINCT x.request_id FROM (
    SELECT v.brand_id, v.request_id, v.ends, coalesce((
        SELECT max(i.period_till) FROM billing.invoice i WHERE i.brand_id = v.brand_id AND i.kind = 'invoice' AND i.status <> 'void'
          AND i.period_from < v.ends AND i.period_till > v.starts), v.starts)::timestamptz AS since
    FROM billing.contract_version v WHERE v.ends <= @now) x
WHERE x.since < x.ends
  AND (EXISTS (SELECT FROM billing.outcome o WHERE o.brand_id = x.brand_id AND o.event_at >= x.since AND o.event_at < x.ends)
    OR EXISTS (SELECT FROM billing.booking b WHERE b.brand_id = x.brand_id AND b.starts >= x.since AND b.starts < x.ends))
LIMIT @most;

-- name: BilledTill :one
-- Up to when a stretch of a brand's time stands on documents.
SELECT coalesce(max(period_till), @from_at)::timestamptz FROM billing.invoice
WHERE brand_id = @brand_id AND kind = 'invoice' AND status <> 'void' AND period_from < @till AND period_till > @from_at;

-- name: AnythingIn :one
SELECT (EXISTS (SELECT FROM billing.outcome o WHERE o.brand_id = @brand_id AND o.event_at >= @from_at AND o.event_at < @till)
     OR EXISTS (SELECT FROM billing.booking b WHERE b.brand_id = @brand_id AND b.starts >= @from_at AND b.starts < @till))::bool;

-- name: AddBooking :execrows
INSERT INTO billing.booking (id, brand_id, request_id, channel, capacity, value_minor, starts, ends, received_at, source, source_event_id)
VALUES (@id, @brand_id, @request_id, @channel, @capacity, @value_minor, @starts, @ends, @received_at, @source, @source_event_id)
ON CONFLICT DO NOTHING;

-- name: Bookings :many
SELECT * FROM billing.booking WHERE brand_id = @brand_id AND received_at <= @as_of ORDER BY id;

-- name: AddOutcomeKey :execrows
INSERT INTO billing.outcome_key (brand_id, source, source_event_id, outcome_id, body_sha)
VALUES (@brand_id, @source, @source_event_id, @outcome_id, @body_sha) ON CONFLICT DO NOTHING;

-- name: OutcomeKey :one
SELECT * FROM billing.outcome_key WHERE brand_id = @brand_id AND source = @source AND source_event_id = @source_event_id;

-- name: AddOutcome :exec
INSERT INTO billing.outcome (id, brand_id, chat_id, channel, service, unit, shopper_ref, intent, event_at, received_at, agent_id, shift_id,
    resp_ms, csat, flags, order_ref, net_minor, currency, transcript_sha, source, source_event_id, opened_at)
VALUES (@id, @brand_id, @chat_id, @channel, @service, @unit, @shopper_ref, @intent, @event_at, @received_at, @agent_id, @shift_id,
    @resp_ms, @csat, @flags, @order_ref, @net_minor, @currency, @transcript_sha, @source, @source_event_id, @opened_at);

-- name: Outcome :one
SELECT * FROM billing.outcome WHERE id = @id;

-- name: Outcomes :many
-- Everything known of a brand at an instant, with the score that each
-- conversation had by then. In no order: a rating sorts what it reads.
SELECT o.*, coalesce(s.csat, o.csat)::int AS scored
FROM billing.outcome o
LEFT JOIN LATERAL (
    SELECT csat FROM billing.score WHERE score.chat_id = o.chat_id AND o.source = 'chat' AND score.received_at <= @as_of
    ORDER BY score.received_at DESC, score.fact_id DESC LIMIT 1) s ON true
WHERE o.brand_id = @brand_id AND o.received_at <= @as_of;

-- name: OutcomesByID :many
SELECT o.*, coalesce(s.csat, o.csat)::int AS scored
FROM billing.outcome o
LEFT JOIN LATERAL (
    SELECT csat FROM billing.score WHERE score.chat_id = o.chat_id AND o.source = 'chat' AND score.received_at <= @as_of
    ORDER BY score.received_at DESC, score.fact_id DESC LIMIT 1) s ON true
WHERE o.id = ANY(@ids::uuid[]) ORDER BY o.id;

-- name: AddConflict :exec
INSERT INTO billing.conflict (brand_id, kind, key, body_sha, body, received_at)
VALUES (@brand_id, @kind, @key, @body_sha, @body, @received_at) ON CONFLICT DO NOTHING;

-- name: Conflicts :many
SELECT * FROM billing.conflict ORDER BY received_at DESC LIMIT @most;

-- name: AddScore :exec
INSERT INTO billing.score (fact_id, brand_id, chat_id, csat, received_at)
VALUES (@fact_id, @brand_id, @chat_id, @csat, @received_at) ON CONFLICT DO NOTHING;

-- name: AddCorrection :execrows
INSERT INTO billing.correction (id, brand_id, outcome_id, kind, delta_minor, effective_at, received_at, actor, evidence_sha, source_event_id)
VALUES (@id, @brand_id, @outcome_id, @kind, @delta_minor, @effective_at, @received_at, @actor, @evidence_sha, @source_event_id)
ON CONFLICT DO NOTHING;

-- name: Corrections :many
SELECT * FROM billing.correction WHERE brand_id = @brand_id AND received_at <= @as_of ORDER BY id;

-- name: CorrectionsOf :many
SELECT * FROM billing.correction WHERE outcome_id = ANY(@outcomes::uuid[]) AND received_at <= @as_of ORDER BY effective_at, id;

-- name: AddTouch :exec
INSERT INTO billing.touch (brand_id, chat_id, seq, shopper_ref, at, author, agent_id, skus, order_ref)
VALUES (@brand_id, @chat_id, @seq, @shopper_ref, @at, @author, @agent_id, @skus, @order_ref) ON CONFLICT DO NOTHING;

-- name: Touches :many
SELECT * FROM billing.touch WHERE brand_id = @brand_id AND shopper_ref = ANY(@accounts::text[]) AND at >= @since ORDER BY chat_id, seq;

-- name: AddOrderItem :execrows
INSERT INTO billing.order_item (brand_id, order_ref, item, sku, shopper_ref, net_minor, created, paid, deposited)
VALUES (@brand_id, @order_ref, @item, @sku, @shopper_ref, @net_minor, @created, @paid, @deposited) ON CONFLICT DO NOTHING;

-- name: LockOrderItems :many
SELECT * FROM billing.order_item WHERE brand_id = @brand_id AND order_ref = @order_ref ORDER BY item FOR UPDATE;

-- name: LockOpenItems :many
-- Order items of a shopper's accounts that no conversation won yet.
SELECT * FROM billing.order_item
WHERE brand_id = @brand_id AND shopper_ref = ANY(@accounts::text[]) AND outcome_id IS NULL AND was_order IS NULL AND paid >= @since
ORDER BY order_ref, item FOR UPDATE;

-- name: GoesOn :exec
-- An order's item is one that was told before under another number.
UPDATE billing.order_item SET was_order = @was_order, was_item = @was_item WHERE brand_id = @brand_id AND order_ref = @order_ref AND item = @item AND outcome_id IS NULL;

-- name: WentOnIn :many
-- The orders that items of an order were told in again.
SELECT DISTINCT order_ref FROM billing.order_item WHERE brand_id = @brand_id AND was_order = @order_ref ORDER BY order_ref;

-- name: WinOrderItem :exec
UPDATE billing.order_item SET outcome_id = @outcome_id WHERE brand_id = @brand_id AND order_ref = @order_ref AND item = @item;

-- name: AddRefund :execrows
INSERT INTO billing.refund (brand_id, source, source_id, order_ref, item, amount_minor, refunded, received_at)
VALUES (@brand_id, @source, @source_id, @order_ref, @item, @amount_minor, @refunded, @received_at) ON CONFLICT DO NOTHING;

-- name: Refunds :many
SELECT * FROM billing.refund WHERE brand_id = @brand_id AND order_ref = @order_ref ORDER BY received_at, source, source_id;

-- name: AddInvoice :exec
INSERT INTO billing.invoice (id, brand_id, contract_id, request_id, kind, of_invoice, after_invoice, status, currency, period_from, period_till, as_of,
    subtotal_minor, tax_minor, total_minor, compensation_minor, credit_minor, contract_doc, rating_doc, result_sha, drafted_at)
VALUES (@id, @brand_id, @contract_id, @request_id, @kind, @of_invoice, @after_invoice, 'draft', @currency, @period_from, @period_till, @as_of,
    @subtotal_minor, @tax_minor, @total_minor, @compensation_minor, @credit_minor, @contract_doc, @rating_doc, @result_sha, @drafted_at);

-- name: DropLines :exec
DELETE FROM billing.invoice_line WHERE invoice_id = @invoice_id;

-- name: DropInvoice :exec
DELETE FROM billing.invoice WHERE id = @id AND status IN ('collecting', 'draft', 'review', 'approved');

-- name: AddLine :exec
INSERT INTO billing.invoice_line (id, invoice_id, brand_id, n, code, rule, version, dims, qty, unit_micro, amount_minor, evidence_root, evidence_count, rating_line)
VALUES (@id, @invoice_id, @brand_id, @n, @code, @rule, @version, @dims, @qty, @unit_micro, @amount_minor, @evidence_root, @evidence_count, @rating_line);

-- name: Invoice :one
SELECT * FROM billing.invoice WHERE id = @id;

-- name: LockInvoice :one
SELECT * FROM billing.invoice WHERE id = @id FOR UPDATE;

-- name: Lines :many
SELECT * FROM billing.invoice_line WHERE invoice_id = @invoice_id ORDER BY n;

-- name: Line :one
SELECT * FROM billing.invoice_line WHERE id = @id;

-- name: Invoices :many
-- Without the documents' bytes: they are large.
SELECT id, brand_id, request_id, kind, of_invoice, number, status, currency, period_from, period_till, as_of, subtotal_minor, tax_minor, total_minor,
    compensation_minor, result_sha, drafted_at, issued_at, due_at, paid_at, wallet_minor, paid_minor, written_off_minor, collects_till
FROM billing.invoice
WHERE (drafted_at, id) < (@before, @before_id::uuid) AND (@status::text = '' OR status = @status)
ORDER BY drafted_at DESC, id DESC LIMIT @most;

-- name: OpenOriginalOf :one
SELECT id FROM billing.invoice WHERE request_id = @request_id AND kind = 'invoice' AND status IN ('collecting', 'draft', 'review', 'approved') LIMIT 1;

-- name: ChainOf :many
-- The documents of a period, first to last.
SELECT id, kind, number, status, total_minor, subtotal_minor, tax_minor, as_of, drafted_at FROM billing.invoice
WHERE (id = @of_invoice::uuid OR of_invoice = @of_invoice::uuid) AND status <> 'void' ORDER BY drafted_at, id;

-- name: MovedOriginals :many
-- Issued bills of whose brand something was received since they were last
-- rated, and that have no open document to say so.
SELECT x.id FROM (
    SELECT i.id, i.brand_id, i.period_till, max(greatest(c.as_of, c.rated_through)) AS through
    FROM billing.invoice i JOIN billing.invoice c ON c.status <> 'void' AND (c.id = i.id OR c.of_invoice = i.id)
    WHERE i.kind = 'invoice' AND i.status IN ('issued', 'partially_paid', 'paid', 'uncollectible')
      AND NOT EXISTS (SELECT FROM billing.invoice o WHERE o.of_invoice = i.id AND o.status IN ('draft', 'review', 'approved'))
    GROUP BY i.id, i.brand_id, i.period_till) x
WHERE EXISTS (SELECT FROM billing.outcome o WHERE o.brand_id = x.brand_id AND o.received_at > x.through AND o.event_at < x.period_till)
   OR EXISTS (SELECT FROM billing.correction c WHERE c.brand_id = x.brand_id AND c.received_at > x.through)
   OR EXISTS (SELECT FROM billing.booking b WHERE b.brand_id = x.brand_id AND b.received_at > x.through AND b.starts < x.period_till)
   OR EXISTS (SELECT FROM billing.excusal e WHERE e.brand_id = x.brand_id AND e.received_at > x.through AND e.starts < x.period_till)
   OR EXISTS (SELECT FROM billing.score s WHERE s.brand_id = x.brand_id AND s.received_at > x.through)
ORDER BY x.id LIMIT @most;

-- name: SetStatus :exec
UPDATE billing.invoice SET status = @status WHERE id = @id;

-- name: ApproveInvoice :exec
UPDATE billing.invoice SET status = 'approved', approved_by = @approved_by, approved_at = @approved_at WHERE id = @id;

-- name: IssueInvoice :exec
UPDATE billing.invoice SET status = 'issued', number = @number, issued_at = @issued_at, due_at = @due_at, doc_sha = @doc_sha WHERE id = @id;

-- name: NextNumber :one
INSERT INTO billing.number_series (series, last) VALUES (@series, 1)
ON CONFLICT (series) DO UPDATE SET last = billing.number_series.last + 1 RETURNING last;

-- name: AddRatingRun :exec
INSERT INTO billing.rating_run (brand_id, period_from, period_till, as_of, contract_sha, engine, result_sha)
VALUES (@brand_id, @period_from, @period_till, @as_of, @contract_sha, @engine, @result_sha) ON CONFLICT DO NOTHING;

-- name: RatingRun :one
SELECT result_sha FROM billing.rating_run
WHERE brand_id = @brand_id AND period_from = @period_from AND period_till = @period_till AND as_of = @as_of AND contract_sha = @contract_sha AND engine = @engine;

-- name: AddEarning :execrows
INSERT INTO billing.earning (id, key, agent_id, brand_id, source, about, starts, worked_ms, rate_minor, amount_minor, currency, received_at)
VALUES (@id, @key, @agent_id, @brand_id, @source, @about, @starts, @worked_ms, @rate_minor, @amount_minor, @currency, @received_at) ON CONFLICT DO NOTHING;

-- name: EarningByKey :one
SELECT * FROM billing.earning WHERE key = @key;

-- name: EarningsOf :many
SELECT e.*, coalesce(se.statement_id, '00000000-0000-0000-0000-000000000000')::uuid AS statement
FROM billing.earning e LEFT JOIN billing.statement_earning se ON se.earning_id = e.id
WHERE e.agent_id = @agent_id AND e.starts >= @since ORDER BY e.starts, e.id;

-- name: EarningsToClose :many
-- What was earned for a brand, or in drills, until a period's end and stands on
-- no statement yet.
SELECT e.* FROM billing.earning e
WHERE (e.brand_id = @brand_id OR e.brand_id IS NULL) AND e.starts < @till
  AND NOT EXISTS (SELECT FROM billing.statement_earning s WHERE s.earning_id = e.id)
ORDER BY e.agent_id, e.currency, e.starts, e.id FOR UPDATE OF e;

-- name: AddStatement :exec
INSERT INTO billing.statement (id, agent_id, invoice_id, currency, period_from, period_till, total_minor, closed_at, available_at)
VALUES (@id, @agent_id, @invoice_id, @currency, @period_from, @period_till, @total_minor, @closed_at, @available_at);

-- name: AddStatementEarning :exec
INSERT INTO billing.statement_earning (earning_id, statement_id) VALUES (@earning_id, @statement_id);

-- name: StatementsOf :many
SELECT * FROM billing.statement WHERE agent_id = @agent_id ORDER BY closed_at DESC, id LIMIT @most;

-- name: Statements :many
SELECT * FROM billing.statement WHERE (closed_at, id) < (@before, @before_id::uuid) ORDER BY closed_at DESC, id DESC LIMIT @most;

-- name: StatementsOfInvoice :many
SELECT * FROM billing.statement WHERE invoice_id = @invoice_id ORDER BY id;

-- name: LockStatement :one
SELECT * FROM billing.statement WHERE id = @id FOR UPDATE;

-- name: PayStatement :exec
UPDATE billing.statement SET paid_at = @paid_at, paid_ref = @paid_ref WHERE id = @id;

-- name: StatementTotals :many
-- Agents' pay by the bill that it was closed with.
SELECT invoice_id, count(*) AS agents, sum(total_minor)::bigint AS total_minor FROM billing.statement GROUP BY invoice_id;

-- name: TakenBack :one
-- What other refunds of the same order took back already.
SELECT coalesce(sum(amount_minor), 0)::bigint FROM billing.earning
WHERE agent_id = @agent_id AND about = @about AND source = 'clawback' AND key <> @key;

-- name: NoteRated :exec
UPDATE billing.invoice SET rated_through = @rated_through::timestamptz WHERE id = @id;

-- name: SpendWallet :exec
UPDATE billing.invoice SET wallet_minor = wallet_minor + @part_minor WHERE id = @id;

-- name: StatementStates :many
-- Where the pay of statements stands.
SELECT s.id, s.total_minor, s.available_at, s.paid_at, coalesce(i.state, '') AS item_state, coalesce(i.reason, '') AS reason, coalesce(r.state, '') AS run_state, coalesce(r.number, '') AS run_number
FROM billing.statement s LEFT JOIN billing.payrun_item i ON i.id = s.payrun_item_id LEFT JOIN billing.payrun r ON r.id = i.payrun_id
WHERE s.id = ANY(@ids::uuid[]);

-- name: AddReferral :execrows
INSERT INTO billing.referral (id, brand_id, referred, since, months, bp, cap_minor, currency, made_by)
VALUES (@id, @brand_id, @referred, @since, @months, @bp, @cap_minor, @currency, @made_by) ON CONFLICT (referred) DO NOTHING;

-- name: ReferralOf :one
-- Whoever reckons a rebate holds its row: two payments at once take turns.
SELECT * FROM billing.referral WHERE referred = @referred FOR UPDATE;

-- name: Referrer :one
SELECT brand_id FROM billing.referral WHERE referred = @referred;

-- name: Referrals :many
SELECT r.id, r.brand_id, r.referred, r.since, r.months, r.bp, r.cap_minor, r.currency,
    coalesce((SELECT sum(delta_minor) FROM billing.referral_accrual a WHERE a.referral_id = r.id), 0)::bigint AS accrued_minor,
    coalesce((SELECT sum(delta_minor) FROM billing.referral_accrual a WHERE a.referral_id = r.id AND a.released_at IS NOT NULL), 0)::bigint AS released_minor
FROM billing.referral r ORDER BY r.since DESC, r.id LIMIT @most;

-- name: Collected :one
-- What was collected from a brand for what began in a stretch of time: paid
-- documents without their tax, less the credit notes of bills that were paid.
SELECT coalesce(sum(i.subtotal_minor), 0)::bigint FROM billing.invoice i
WHERE i.brand_id = @brand_id AND i.currency = @currency AND i.period_from >= @since AND i.period_from < @till AND i.number IS NOT NULL
  AND (i.paid_at IS NOT NULL
    OR i.kind = 'credit_note' AND EXISTS (SELECT FROM billing.invoice o WHERE o.id = i.of_invoice AND o.paid_at IS NOT NULL));

-- name: AccruedOf :one
SELECT coalesce(sum(delta_minor), 0)::bigint FROM billing.referral_accrual WHERE referral_id = @referral_id;

-- name: AddAccrual :execrows
INSERT INTO billing.referral_accrual (id, referral_id, brand_id, document, base_minor, delta_minor, currency, at, available_at)
VALUES (@id, @referral_id, @brand_id, @document, @base_minor, @delta_minor, @currency, @at, @available_at) ON CONFLICT (referral_id, document) DO NOTHING;

-- name: Accruals :many
SELECT * FROM billing.referral_accrual ORDER BY at DESC, id DESC LIMIT @most;

-- name: ReferralsDue :many
SELECT DISTINCT referral_id FROM billing.referral_accrual WHERE released_at IS NULL AND available_at <= @now LIMIT @most;

-- name: LockReferral :one
SELECT * FROM billing.referral WHERE id = @id FOR UPDATE;

-- name: AccrualsDue :many
-- What was accrued and taken back goes together, so that nothing is put to the
-- wallet that is known to be owed back.
SELECT * FROM billing.referral_accrual WHERE referral_id = @referral_id AND released_at IS NULL AND available_at <= @now ORDER BY at, id;

-- name: ReleaseAccruals :exec
UPDATE billing.referral_accrual SET released_at = @released_at WHERE id = ANY(@ids::uuid[]);

-- name: SameParty :one
-- Whether two brands are one payer: the same tax number or bank account.
SELECT EXISTS (SELECT FROM billing.party a JOIN billing.party b ON a.tax_id <> '' AND a.tax_id = b.tax_id OR a.account_no <> '' AND a.account_no = b.account_no
    WHERE a.brand_id = @one AND b.brand_id = @other)::bool;
