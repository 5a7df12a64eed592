-- name: AddPayee :execrows
INSERT INTO billing.payee (agent_id, version, method, holder, bank, account_no, changed_at)
VALUES (@agent_id, @version, @method, @holder, @bank, @account_no, @changed_at) ON CONFLICT DO NOTHING;

-- name: Payee :one
SELECT * FROM billing.payee WHERE agent_id = @agent_id ORDER BY version DESC LIMIT 1;

-- name: PayeeVersion :one
SELECT * FROM billing.payee WHERE agent_id = @agent_id AND version = @version;

-- name: Payees :many
-- Where each agent is paid just now.
SELECT DISTINCT ON (agent_id) * FROM billing.payee ORDER BY agent_id, version DESC;

-- name: LockPayable :many
-- Statements that nobody has paid and no run that is under way will: what is
-- owed to agents, and what they owe. A row is held until this run is drafted.
SELECT s.* FROM billing.statement s
LEFT JOIN billing.payrun_item i ON i.id = s.payrun_item_id
LEFT JOIN billing.payrun r ON r.id = i.payrun_id
WHERE s.paid_at IS NULL AND s.currency = @currency AND s.available_at <= @cutoff
  AND (s.payrun_item_id IS NULL OR i.state IN ('failed', 'reversed') OR r.state = 'void')
  AND (s.total_minor > 0 OR s.recovered_minor < -s.total_minor)
ORDER BY s.agent_id, s.closed_at, s.id FOR UPDATE OF s;

-- name: PaidSince :many
-- What agents were paid since an instant, and what was kept back of it: the
-- tax of a month is that of its sum.
SELECT i.agent_id, sum(i.gross_minor - i.recovered_minor)::bigint AS base_minor, sum(i.tax_minor)::bigint AS tax_minor
FROM billing.payrun_item i JOIN billing.payrun r ON r.id = i.payrun_id
WHERE r.currency = @currency AND r.state <> 'void' AND i.state NOT IN ('failed', 'reversed') AND r.made_at >= @since
GROUP BY i.agent_id;

-- name: AddRun :exec
INSERT INTO billing.payrun (id, number, currency, driver, state, made_by, made_at, items_sha)
VALUES (@id, @number, @currency, @driver, 'draft', @made_by, @made_at, @items_sha);

-- name: NextNumber :one
INSERT INTO billing.number_series (series, last) VALUES (@series, 1)
ON CONFLICT (series) DO UPDATE SET last = billing.number_series.last + 1 RETURNING last;

-- name: AddItems :copyfrom
INSERT INTO billing.payrun_item (id, payrun_id, agent_id, gross_minor, recovered_minor, tax_minor, net_minor, payee_version, state)
VALUES (@id, @payrun_id, @agent_id, @gross_minor, @recovered_minor, @tax_minor, @net_minor, @payee_version, @state);

-- name: TakeStatements :exec
-- Statements onto their items, both lists in step.
UPDATE billing.statement s SET payrun_item_id = x.item
FROM (SELECT unnest(@statements::uuid[]) AS statement, unnest(@items::uuid[]) AS item) x WHERE s.id = x.statement;

-- name: Run :one
SELECT * FROM billing.payrun WHERE id = @id;

-- name: LockRun :one
SELECT * FROM billing.payrun WHERE id = @id FOR UPDATE;

-- name: Runs :many
SELECT r.id, r.number, r.currency, r.driver, r.state, r.made_by, r.made_at, r.submitted_at, r.settled_at,
    count(i.id) AS items, count(i.id) FILTER (WHERE i.state = 'failed') AS failed, coalesce(sum(i.gross_minor), 0)::bigint AS gross_minor,
    coalesce(sum(i.recovered_minor), 0)::bigint AS recovered_minor, coalesce(sum(i.tax_minor), 0)::bigint AS tax_minor, coalesce(sum(i.net_minor), 0)::bigint AS net_minor
FROM billing.payrun r LEFT JOIN billing.payrun_item i ON i.payrun_id = r.id
WHERE (r.made_at, r.id) < (@before, @before_id::uuid)
GROUP BY r.id ORDER BY r.made_at DESC, r.id DESC LIMIT @most;

-- name: Items :many
SELECT * FROM billing.payrun_item WHERE payrun_id = @payrun_id ORDER BY agent_id;

-- name: LockItem :one
SELECT * FROM billing.payrun_item WHERE id = @id FOR UPDATE;

-- name: Item :one
SELECT * FROM billing.payrun_item WHERE id = @id;

-- name: AddApproval :execrows
INSERT INTO billing.payrun_approval (payrun_id, person_id, items_sha, at) VALUES (@payrun_id, @person_id, @items_sha, @at) ON CONFLICT DO NOTHING;

-- name: Approvals :many
SELECT * FROM billing.payrun_approval WHERE payrun_id = @payrun_id ORDER BY at, person_id;

-- name: SetRun :exec
UPDATE billing.payrun SET state = @state WHERE id = @id;

-- name: SubmitRun :exec
UPDATE billing.payrun SET state = 'submitting', submitted_by = @submitted_by, submitted_at = @submitted_at, file = @file WHERE id = @id;

-- name: SettleRun :exec
UPDATE billing.payrun SET state = @state, settled_at = @settled_at WHERE id = @id;

-- name: RunFile :one
SELECT number, file FROM billing.payrun WHERE id = @id;

-- name: SetItem :exec
UPDATE billing.payrun_item SET state = @state, reason = @reason, reference = @reference, settled_at = @settled_at WHERE id = @id;

-- name: LeftIn :one
-- How many of a run's items have no end yet, and how many failed.
SELECT count(*) FILTER (WHERE state IN ('waiting', 'sent')) AS under_way, count(*) FILTER (WHERE state = 'failed') AS failed
FROM billing.payrun_item WHERE payrun_id = @payrun_id;

-- name: StatementsOn :many
SELECT * FROM billing.statement WHERE payrun_item_id = @payrun_item_id ORDER BY closed_at, id;

-- name: PayStatements :exec
UPDATE billing.statement SET paid_at = @paid_at, paid_ref = @paid_ref WHERE payrun_item_id = @payrun_item_id AND total_minor > 0;

-- name: UnpayStatements :exec
UPDATE billing.statement SET paid_at = NULL, paid_ref = '' WHERE payrun_item_id = @payrun_item_id;

-- name: LockDebts :many
-- Statements on which an agent owes: deductions were more than pay.
SELECT * FROM billing.statement WHERE agent_id = @agent_id AND currency = @currency AND total_minor < 0 ORDER BY closed_at, id FOR UPDATE;

-- name: Recover :exec
-- A debt that is gone is a statement that is settled.
UPDATE billing.statement SET recovered_minor = recovered_minor + @part_minor,
    paid_at = CASE WHEN recovered_minor + @part_minor = -total_minor THEN @paid_at::timestamptz END
WHERE id = @id;
