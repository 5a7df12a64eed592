-- name: AddAccount :exec
INSERT INTO billing.account (id, kind, owner, currency, normal_side) VALUES (@id, @kind, @owner, @currency, @normal_side) ON CONFLICT DO NOTHING;

-- name: AddTransfer :execrows
INSERT INTO billing.transfer (id, idem, debit, credit, amount_minor, currency, at, ref_kind, ref_id, memo, reverses)
VALUES (@id, @idem, @debit, @credit, @amount_minor, @currency, @at, @ref_kind, @ref_id, @memo, @reverses) ON CONFLICT (idem) DO NOTHING;

-- name: TransferByKey :one
SELECT * FROM billing.transfer WHERE idem = @idem;

-- name: MovedOn :one
-- What the transfers of one reference moved on one account.
SELECT coalesce(sum(CASE WHEN debit = @account THEN amount_minor ELSE -amount_minor END), 0)::bigint AS moved
FROM billing.transfer WHERE ref_id = @ref_id AND (debit = @account OR credit = @account);

-- name: LockAccount :one
-- Whoever spends from an account holds its row until the transfer is committed.
SELECT * FROM billing.account WHERE id = @id FOR UPDATE;

-- name: SumOn :one
-- One account's sums: its last snapshot and the transfers after it.
WITH last AS (SELECT through, debits_minor, credits_minor FROM billing.balance_snapshot WHERE account = @account ORDER BY through DESC LIMIT 1)
SELECT (coalesce((SELECT debits_minor FROM last), 0)
      + coalesce((SELECT sum(t.amount_minor) FROM billing.transfer t WHERE t.debit = @account AND t.seq > coalesce((SELECT through FROM last), 0)), 0))::bigint AS debits_minor,
       (coalesce((SELECT credits_minor FROM last), 0)
      + coalesce((SELECT sum(t.amount_minor) FROM billing.transfer t WHERE t.credit = @account AND t.seq > coalesce((SELECT through FROM last), 0)), 0))::bigint AS credits_minor;

-- name: TrialBalance :many
-- Every account's sums: the last snapshot and the transfers after it.
WITH last AS (SELECT coalesce(max(through), 0) AS through FROM billing.balance_snapshot),
later AS (
    SELECT x.account, sum(x.debit) AS debits, sum(x.credit) AS credits FROM (
        SELECT debit AS account, amount_minor AS debit, 0::bigint AS credit FROM billing.transfer WHERE seq > (SELECT through FROM last)
        UNION ALL
        SELECT credit, 0::bigint, amount_minor FROM billing.transfer WHERE seq > (SELECT through FROM last)) x
    GROUP BY x.account)
SELECT a.id, a.kind, a.owner, a.currency, a.normal_side,
    (coalesce(s.debits_minor, 0) + coalesce(l.debits, 0))::bigint AS debits_minor,
    (coalesce(s.credits_minor, 0) + coalesce(l.credits, 0))::bigint AS credits_minor
FROM billing.account a
LEFT JOIN billing.balance_snapshot s ON s.account = a.id AND s.through = (SELECT through FROM last)
LEFT JOIN later l ON l.account = a.id
ORDER BY a.kind, a.id;

-- name: HoldWriters :exec
-- Waits until every transfer under way is committed, and keeps new ones out
-- until this transaction ends.
LOCK TABLE billing.transfer IN SHARE MODE;

-- name: LastSeq :one
SELECT coalesce(max(seq), 0)::bigint FROM billing.transfer;

-- name: LastSnapshot :one
SELECT coalesce(max(through), 0)::bigint FROM billing.balance_snapshot;

-- name: AddSnapshot :exec
INSERT INTO billing.balance_snapshot (through, account, taken_at, debits_minor, credits_minor)
VALUES (@through, @account, @taken_at, @debits_minor, @credits_minor) ON CONFLICT DO NOTHING;

-- name: ClosedTill :one
SELECT coalesce(max(till), '0001-01-01T00:00:00Z')::timestamptz FROM billing.ledger_close;

-- name: AddClose :execrows
INSERT INTO billing.ledger_close (till, closed_by, closed_at) VALUES (@till, @closed_by, @closed_at) ON CONFLICT DO NOTHING;

-- name: Transfers :many
-- Newest first, of one account or of one document, or all.
SELECT * FROM billing.transfer
WHERE (at, id) < (@before, @before_id::uuid)
  AND (@account::text = '' OR debit = @account OR credit = @account)
  AND (@ref_id::uuid = '00000000-0000-0000-0000-000000000000' OR ref_id = @ref_id)
ORDER BY at DESC, id DESC LIMIT @most;

-- name: Documents :one
SELECT count(*) FROM billing.invoice WHERE number IS NOT NULL;

-- name: DocumentsOff :many
-- Issued documents whose transfers do not make their total. There are none.
SELECT i.id, i.number, i.currency, i.total_minor, coalesce(m.moved, 0)::bigint AS moved_minor
FROM billing.invoice i
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN d.kind = 'brand_receivable' THEN t.amount_minor ELSE 0 END)
         - sum(CASE WHEN c.kind = 'brand_receivable' THEN t.amount_minor ELSE 0 END) AS moved
    FROM billing.transfer t JOIN billing.account d ON d.id = t.debit JOIN billing.account c ON c.id = t.credit
    WHERE t.ref_id = i.id AND t.ref_kind = i.kind) m ON true
WHERE i.number IS NOT NULL AND i.total_minor <> coalesce(m.moved, 0)
ORDER BY i.number LIMIT @most;

-- name: Periods :many
-- Every closed period from three sides: what its documents say, what its
-- agents' statements and its brand's rebates say, and what the ledger's own
-- income and cost accounts were moved by for all of them.
SELECT o.id, o.number, o.currency, o.period_from, o.period_till,
    (SELECT sum(c.subtotal_minor) FROM billing.invoice c WHERE c.number IS NOT NULL AND (c.id = o.id OR c.of_invoice = o.id))::bigint AS invoices_minor,
    (SELECT coalesce(sum(s.total_minor), 0) FROM billing.statement s WHERE s.invoice_id = o.id AND s.currency = o.currency)::bigint AS agents_minor,
    (SELECT coalesce(sum(a.delta_minor), 0) FROM billing.referral_accrual a JOIN billing.invoice c ON c.id = a.document WHERE c.id = o.id OR c.of_invoice = o.id)::bigint AS rebates_minor,
    (SELECT coalesce(sum(l.amount_minor), 0) FROM billing.invoice_line l JOIN billing.invoice c ON c.id = l.invoice_id
      WHERE c.number IS NOT NULL AND (c.id = o.id OR c.of_invoice = o.id) AND l.code = 'credit_to_balance')::bigint AS wallet_minor,
    (SELECT coalesce(sum(CASE WHEN c.kind IN ('revenue_service', 'revenue_contra_compensation', 'revenue_contra_rebate', 'referral_cost', 'agent_cost') THEN t.amount_minor ELSE 0 END)
                   - sum(CASE WHEN d.kind IN ('revenue_service', 'revenue_contra_compensation', 'revenue_contra_rebate', 'referral_cost', 'agent_cost') THEN t.amount_minor ELSE 0 END), 0)
       FROM billing.transfer t JOIN billing.account d ON d.id = t.debit JOIN billing.account c ON c.id = t.credit
      WHERE t.currency = o.currency AND t.ref_id IN (
          SELECT x.id FROM billing.invoice x WHERE x.id = o.id OR x.of_invoice = o.id
          UNION ALL SELECT s.id FROM billing.statement s WHERE s.invoice_id = o.id
          UNION ALL SELECT a.id FROM billing.referral_accrual a JOIN billing.invoice x ON x.id = a.document WHERE x.id = o.id OR x.of_invoice = o.id))::bigint AS margin_minor
FROM billing.invoice o
WHERE o.kind = 'invoice' AND o.number IS NOT NULL
ORDER BY o.period_till DESC, o.id LIMIT @most;
