-- name: Party :one
SELECT * FROM billing.party WHERE brand_id = @brand_id;

-- name: SetParty :exec
INSERT INTO billing.party (brand_id, name, tax_id, address, phone, bank, account_no, email, updated_by, updated_at)
VALUES (@brand_id, @name, @tax_id, @address, @phone, @bank, @account_no, @email, @updated_by, @updated_at)
ON CONFLICT (brand_id) DO UPDATE SET name = excluded.name, tax_id = excluded.tax_id, address = excluded.address, phone = excluded.phone,
    bank = excluded.bank, account_no = excluded.account_no, email = excluded.email, updated_by = excluded.updated_by, updated_at = excluded.updated_at;

-- name: FreezeParties :exec
INSERT INTO billing.issued_party (invoice_id, brand_id, seller, buyer) VALUES (@invoice_id, @brand_id, @seller, @buyer);

-- name: IssuedParties :one
SELECT seller, buyer FROM billing.issued_party WHERE invoice_id = @invoice_id;

-- name: AddFapiao :exec
INSERT INTO billing.fapiao (id, brand_id, invoice_id, kind, of_fapiao, buyer, currency, net_minor, tax_minor, tax_bp, state, requested_by, requested_at)
VALUES (@id, @brand_id, @invoice_id, @kind, @of_fapiao, @buyer, @currency, @net_minor, @tax_minor, @tax_bp, 'requested', @requested_by, @requested_at);

-- name: Fapiaos :many
SELECT f.*, i.number AS document, coalesce(b.number, '')::text AS blue_number FROM billing.fapiao f
  JOIN billing.invoice i ON i.id = f.invoice_id LEFT JOIN billing.fapiao b ON b.id = f.of_fapiao
 WHERE (@state::text = '' OR f.state = @state)
 ORDER BY f.requested_at DESC, f.id DESC LIMIT @most;

-- name: Fapiao :one
SELECT f.*, i.number AS document, coalesce(b.number, '')::text AS blue_number FROM billing.fapiao f
  JOIN billing.invoice i ON i.id = f.invoice_id LEFT JOIN billing.fapiao b ON b.id = f.of_fapiao
 WHERE f.id = @id;

-- name: FapiaosToExport :many
SELECT f.*, i.number AS document, coalesce(b.number, '')::text AS blue_number FROM billing.fapiao f
  JOIN billing.invoice i ON i.id = f.invoice_id LEFT JOIN billing.fapiao b ON b.id = f.of_fapiao
 WHERE f.state IN ('requested', 'exported') ORDER BY f.requested_at, f.id LIMIT @most;

-- name: MarkFapiaoExported :exec
UPDATE billing.fapiao SET state = 'exported', exported_at = @exported_at WHERE id = ANY(@ids::uuid[]) AND state = 'requested';

-- name: AnswerFapiao :execrows
UPDATE billing.fapiao SET state = @state, number = @number, note = @note, answered_at = @answered_at
 WHERE id = @id AND state IN ('requested', 'exported');

-- name: BlueOf :one
-- The tax invoice that a credit note takes back: the newest of its period's
-- documents that still covers it, red ones counted off.
SELECT f.* FROM billing.fapiao f JOIN billing.invoice i ON i.id = f.invoice_id
 WHERE f.kind = 'blue' AND f.state = 'issued' AND (i.id = @original OR i.of_invoice = @original)
   AND f.net_minor + f.tax_minor + coalesce((SELECT sum(r.net_minor + r.tax_minor) FROM billing.fapiao r WHERE r.of_fapiao = f.id AND r.state <> 'refused'), 0)
       >= -(@gross::bigint)
 ORDER BY (i.kind = 'invoice') DESC, f.requested_at DESC LIMIT 1
   FOR UPDATE OF f;

-- name: LateInvoices :many
SELECT * FROM billing.invoice i
 WHERE i.status IN ('issued', 'partially_paid') AND i.total_minor > 0 AND i.due_at < @now
   AND NOT EXISTS (SELECT FROM billing.dunning d WHERE d.invoice_id = i.id AND d.day >= @last::int)
 ORDER BY i.due_at LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: DunningDays :many
SELECT day FROM billing.dunning WHERE invoice_id = @invoice_id ORDER BY day;

-- name: AddDunning :exec
INSERT INTO billing.dunning (invoice_id, brand_id, day, owed_minor, at) VALUES (@invoice_id, @brand_id, @day, @owed_minor, @at) ON CONFLICT DO NOTHING;

-- name: Dunnings :many
SELECT * FROM billing.dunning WHERE invoice_id = @invoice_id ORDER BY day;

-- name: AddProposal :exec
INSERT INTO billing.proposal (id, brand_id, request_id, terms, note, state, proposed_by, proposed_at)
VALUES (@id, @brand_id, @request_id, @terms, @note, 'proposed', @proposed_by, @proposed_at);

-- name: Proposals :many
SELECT * FROM billing.proposal WHERE (@state::text = '' OR state = @state) ORDER BY proposed_at DESC, id DESC LIMIT @most;

-- name: ProposalsOf :many
SELECT * FROM billing.proposal WHERE request_id = @request_id ORDER BY proposed_at DESC, id DESC;

-- name: AnswerProposal :one
UPDATE billing.proposal SET state = @state, answered_by = @answered_by, answered_at = @answered_at, answer = @answer
 WHERE id = @id AND state = 'proposed' RETURNING *;
