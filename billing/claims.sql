-- What is said against a bill, and what becomes of money that does not come.

-- name: AddDispute :exec
INSERT INTO billing.dispute (id, brand_id, invoice_id, line_id, code, rule, version, tier, reason, amount_minor, suspended_minor, outcomes, state, opened_by, opened_at, sla_at)
VALUES (@id, @brand_id, @invoice_id, @line_id, @code, @rule, @version, @tier, @reason, @amount_minor, @suspended_minor, @outcomes, 'opened', @opened_by, @opened_at, @sla_at);

-- name: LockDispute :one
SELECT * FROM billing.dispute WHERE id = @id FOR UPDATE;

-- name: Disputes :many
SELECT d.*, coalesce(i.number, '') AS number, i.currency, i.status FROM billing.dispute d JOIN billing.invoice i ON i.id = d.invoice_id
WHERE (@state::text = '' OR d.state = @state) ORDER BY CASE WHEN d.state = 'opened' THEN d.sla_at END, d.opened_at DESC, d.id LIMIT @most;

-- name: DisputesOf :many
SELECT * FROM billing.dispute WHERE invoice_id = @invoice_id ORDER BY opened_at, id;

-- name: DisputesLate :many
SELECT id FROM billing.dispute WHERE state = 'opened' AND sla_at <= @now ORDER BY sla_at LIMIT @most;

-- name: ResolveDispute :exec
UPDATE billing.dispute SET state = @state, resolved_by = @resolved_by, resolved_at = @resolved_at, answer = @answer, suspended_minor = 0 WHERE id = @id;

-- name: LoosenDisputes :exec
-- The lines go; what is disputed stays, and finds its line in the next draft.
UPDATE billing.dispute SET line_id = NULL WHERE invoice_id = @invoice_id;

-- name: FastenDispute :exec
UPDATE billing.dispute SET line_id = @line_id, amount_minor = @amount_minor WHERE id = @id;

-- name: MoveDisputes :exec
-- A draft that has nothing left to say is gone: its disputes are of the bill
-- that it corrected.
UPDATE billing.dispute SET invoice_id = @onto::uuid WHERE invoice_id = @invoice_id;

-- name: AddDisputeStep :exec
INSERT INTO billing.dispute_step (dispute_id, brand_id, n, kind, at, by, amount_minor, words)
SELECT @dispute_id, @brand_id, coalesce(max(n), 0) + 1, @kind, @at, @by, @amount_minor, @words FROM billing.dispute_step WHERE dispute_id = @dispute_id;

-- name: DisputeSteps :many
SELECT * FROM billing.dispute_step WHERE dispute_id = ANY(@disputes::uuid[]) ORDER BY dispute_id, n;

-- name: AddPayment :execrows
INSERT INTO billing.payment (id, brand_id, invoice_id, amount_minor, currency, reference, recovered, noted_by, at)
VALUES (@id, @brand_id, @invoice_id, @amount_minor, @currency, @reference, @recovered, @noted_by, @at) ON CONFLICT DO NOTHING;

-- name: PaymentsOf :many
SELECT * FROM billing.payment WHERE invoice_id = @invoice_id ORDER BY at, id;

-- name: PayPart :exec
UPDATE billing.invoice SET paid_minor = paid_minor + @part_minor, status = 'partially_paid' WHERE id = @id;

-- name: PayRest :exec
UPDATE billing.invoice SET paid_minor = paid_minor + @part_minor, status = 'paid', paid_at = @paid_at, paid_ref = @paid_ref WHERE id = @id;

-- name: Recover :exec
-- It was written off and some of it came after all.
UPDATE billing.invoice SET written_off_minor = written_off_minor - @part_minor, paid_minor = paid_minor + @part_minor,
    status = CASE WHEN written_off_minor = @part_minor THEN 'paid' ELSE status END,
    paid_at = CASE WHEN written_off_minor = @part_minor THEN @at::timestamptz ELSE paid_at END,
    paid_ref = CASE WHEN written_off_minor = @part_minor THEN @paid_ref ELSE paid_ref END
WHERE id = @id;

-- name: AskWriteOff :exec
INSERT INTO billing.write_off (id, brand_id, invoice_id, amount_minor, currency, reason, state, asked_by, asked_at)
VALUES (@id, @brand_id, @invoice_id, @amount_minor, @currency, @reason, 'asked', @asked_by, @asked_at);

-- name: LockWriteOff :one
SELECT * FROM billing.write_off WHERE id = @id FOR UPDATE;

-- name: AnswerWriteOff :exec
UPDATE billing.write_off SET state = @state, answered_by = @answered_by, answered_at = @answered_at WHERE id = @id;

-- name: WriteOffs :many
SELECT w.*, i.number, i.due_at FROM billing.write_off w JOIN billing.invoice i ON i.id = w.invoice_id ORDER BY w.asked_at DESC, w.id DESC LIMIT @most;

-- name: WriteOffsOf :many
SELECT * FROM billing.write_off WHERE invoice_id = @invoice_id ORDER BY asked_at, id;

-- name: GiveUp :exec
UPDATE billing.invoice SET status = 'uncollectible', written_off_minor = @amount_minor WHERE id = @id;

-- name: Receivables :many
-- What each brand owes, by how late it is. Disputed amounts stand beside: they
-- are not asked for.
SELECT x.brand_id, x.currency, count(*) AS documents,
    sum(CASE WHEN x.late <= 0 THEN x.owed ELSE 0 END)::bigint AS current_minor,
    sum(CASE WHEN x.late BETWEEN 1 AND 30 THEN x.owed ELSE 0 END)::bigint AS to30_minor,
    sum(CASE WHEN x.late BETWEEN 31 AND 60 THEN x.owed ELSE 0 END)::bigint AS to60_minor,
    sum(CASE WHEN x.late BETWEEN 61 AND 90 THEN x.owed ELSE 0 END)::bigint AS to90_minor,
    sum(CASE WHEN x.late > 90 THEN x.owed ELSE 0 END)::bigint AS over90_minor,
    sum(x.disputed)::bigint AS disputed_minor
FROM (
    SELECT i.brand_id, i.currency, i.total_minor - i.wallet_minor - i.paid_minor - s.disputed AS owed, s.disputed,
        ceil(extract(epoch FROM sqlc.arg(now)::timestamptz - i.due_at) / 86400)::int AS late
    FROM billing.invoice i CROSS JOIN LATERAL (SELECT coalesce(sum(d.suspended_minor), 0)::bigint AS disputed FROM billing.dispute d WHERE d.invoice_id = i.id) s
    WHERE i.status IN ('issued', 'partially_paid') AND i.total_minor > 0) x
GROUP BY x.brand_id, x.currency ORDER BY sum(x.owed) DESC, x.brand_id;

-- name: WrittenOff :many
SELECT brand_id, currency, sum(written_off_minor)::bigint AS written_off_minor FROM billing.invoice WHERE written_off_minor > 0 GROUP BY brand_id, currency;

-- name: Collect :exec
UPDATE billing.invoice SET status = 'collecting', collects_till = @collects_till WHERE id = @id;

-- name: CollectedBy :many
-- Drafts whose days of grace are over.
SELECT id FROM billing.invoice WHERE status = 'collecting' AND collects_till <= @now ORDER BY collects_till, id LIMIT @most;

-- name: PrintSeal :exec
UPDATE billing.invoice SET seal_day = @seal_day, seal_root = @seal_root, seal_block = @seal_block WHERE id = @id;

-- name: LastSeason :one
-- What was reckoned last; its row is held, so two people at once take turns.
SELECT * FROM billing.season_rebate WHERE brand_id = @brand_id AND rule = @rule AND from_at = @from_at AND till = @till ORDER BY n DESC LIMIT 1;

-- name: HoldSeasons :exec
SELECT pg_advisory_xact_lock(hashtext('billing.season'), hashtext(@brand_id::text));

-- name: AddSeason :exec
INSERT INTO billing.season_rebate (id, brand_id, rule, from_at, till, n, quantity, target_minor, delta_minor, currency, shares, at, by)
VALUES (@id, @brand_id, @rule, @from_at, @till, @n, @quantity, @target_minor, @delta_minor, @currency, @shares, @at, @by);

-- name: Seasons :many
SELECT * FROM billing.season_rebate ORDER BY at DESC, id DESC LIMIT @most;

-- name: SeasonDocuments :many
-- The newest document of each period of a season: its rating is the final one.
SELECT DISTINCT ON (coalesce(i.of_invoice, i.id)) i.rating_doc, i.contract_doc FROM billing.invoice i
WHERE i.brand_id = @brand_id AND i.number IS NOT NULL AND i.period_from >= @from_at AND i.period_till <= @till
ORDER BY coalesce(i.of_invoice, i.id), i.as_of DESC;

-- name: StandsOpen :one
-- What stands in the way of closing the books up to an instant, or should be
-- looked at before.
SELECT
    (SELECT count(*) FROM billing.invoice d WHERE d.status IN ('collecting', 'draft', 'review', 'approved') AND d.period_till <= @till) AS drafts,
    (SELECT count(*) FROM billing.contract_version v WHERE v.ends <= @till
        AND EXISTS (SELECT FROM billing.outcome o WHERE o.brand_id = v.brand_id AND o.event_at >= v.starts AND o.event_at < v.ends)
        AND NOT EXISTS (SELECT FROM billing.invoice i WHERE i.brand_id = v.brand_id AND i.kind = 'invoice' AND i.status <> 'void' AND i.period_from < v.ends AND i.period_till > v.starts)) AS undrafted,
    (SELECT count(*) FROM billing.dispute WHERE state = 'opened' AND opened_at < @till) AS disputes,
    (SELECT count(*) FROM billing.hold WHERE state = 'open' AND found_at < @till) AS holds,
    (SELECT count(*) FROM billing.excusal WHERE state = 'proposed' AND starts < @till) AS excusals,
    (SELECT count(*) FROM billing.recon_diff WHERE state = 'open' AND object_at < @till) AS differences,
    (SELECT count(*) FROM billing.gateway_op WHERE state IN ('queued', 'sent', 'unknown') AND queued_at < @till) AS calls,
    (SELECT count(*) FROM billing.payrun WHERE state IN ('draft', 'approved', 'submitting') AND made_at < @till) AS payruns,
    (SELECT count(*) FROM billing.statement WHERE paid_at IS NULL AND total_minor > 0 AND closed_at < @till) AS statements,
    (SELECT count(*) FROM billing.write_off WHERE state = 'asked' AND asked_at < @till) AS write_offs,
    (SELECT count(*) FROM billing.fapiao WHERE state IN ('requested', 'exported') AND requested_at < @till) AS fapiaos,
    (SELECT count(*) FROM billing.conflict WHERE received_at < @till) AS conflicts;

-- name: ClosesMade :many
SELECT till, closed_by, closed_at FROM billing.ledger_close ORDER BY till DESC LIMIT @most;
