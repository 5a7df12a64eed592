-- name: AddOp :execrows
INSERT INTO billing.gateway_op (id, op, idem_key, subject, on_id, request, request_sha, after_id, amount_minor, currency, state, queued_at, due_at)
VALUES (@id, @op, @idem_key, @subject, @on_id, @request, @request_sha, @after_id, @amount_minor, @currency, 'queued', @queued_at, @queued_at)
ON CONFLICT (idem_key) DO NOTHING;

-- name: OpByKey :one
SELECT * FROM billing.gateway_op WHERE idem_key = @idem_key;

-- name: DueOps :many
-- What may be told now: what it stands on was told before. Rows that another
-- copy is at are skipped.
SELECT o.* FROM billing.gateway_op o
WHERE o.state IN ('queued', 'sent', 'unknown') AND o.due_at <= @now
  AND (o.after_id IS NULL OR EXISTS (SELECT FROM billing.gateway_op a WHERE a.id = o.after_id AND a.state IN ('ok', 'rejected')))
ORDER BY o.due_at, o.id LIMIT @most FOR UPDATE OF o SKIP LOCKED;

-- name: LeaseOps :exec
UPDATE billing.gateway_op SET state = CASE WHEN state = 'unknown' THEN state ELSE 'sent' END, due_at = @due_at, attempts = attempts + 1,
    first_sent_at = coalesce(first_sent_at, @now::timestamptz)
WHERE id = ANY(@ids::uuid[]);

-- name: SetOp :execrows
-- Only the copy that holds the lease may write its answer down.
UPDATE billing.gateway_op SET state = @state, provider_id = @provider_id, last_error = @last_error, due_at = @due_at, broke = @broke, rev = @rev,
    first_sent_at = @first_sent_at, done_at = @done_at
WHERE id = @id AND attempts = @attempts AND state IN ('sent', 'unknown');

-- name: Op :one
SELECT * FROM billing.gateway_op WHERE id = @id;

-- name: LastOpAbout :one
-- The newest call about a thing: the next one waits for it.
SELECT id FROM billing.gateway_op WHERE on_id = @on_id::uuid ORDER BY queued_at DESC, id DESC LIMIT 1;

-- name: OpsOf :many
SELECT * FROM billing.gateway_op WHERE subject = @subject ORDER BY id;

-- name: LastOpOf :one
-- The newest call of a subject of one kind.
SELECT * FROM billing.gateway_op WHERE subject = @subject AND op = @op ORDER BY id DESC LIMIT 1;

-- name: OpsByProvider :many
SELECT * FROM billing.gateway_op WHERE provider_id = @provider_id AND op = @op;

-- name: OpsDoneWithin :many
SELECT * FROM billing.gateway_op WHERE state = 'ok' AND done_at >= @from_at AND done_at < @till AND op = ANY(@ops::text[]) AND id > @after_id::uuid ORDER BY id LIMIT @most;

-- name: CountOps :many
SELECT op, state, count(*) AS n FROM billing.gateway_op GROUP BY op, state ORDER BY op, state;

-- name: AddEvent :execrows
INSERT INTO billing.gateway_event (id, kind, object_id, payload, received_at, due_at)
VALUES (@id, @kind, @object_id, @payload, @received_at, @received_at) ON CONFLICT DO NOTHING;

-- name: DueEvents :many
SELECT id, kind, object_id, attempts FROM billing.gateway_event WHERE applied_at IS NULL AND due_at <= @now ORDER BY due_at, id LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: LeaseEvents :exec
UPDATE billing.gateway_event SET due_at = @due_at, attempts = attempts + 1 WHERE id = ANY(@ids::text[]);

-- name: EventApplied :exec
UPDATE billing.gateway_event SET applied_at = @applied_at, last_error = '' WHERE id = @id;

-- name: EventFailed :exec
UPDATE billing.gateway_event SET last_error = @last_error, due_at = @due_at WHERE id = @id;

-- name: RaiseObject :execrows
-- What is known of a thing there only rises; a message that came late changes
-- nothing.
INSERT INTO billing.gateway_object (provider_id, kind, subject, rank, status, amount_minor, currency, seen_at)
VALUES (@provider_id, @kind, @subject, @rank, @status, @amount_minor, @currency, @seen_at)
ON CONFLICT (provider_id) DO UPDATE SET rank = excluded.rank, status = excluded.status, amount_minor = excluded.amount_minor, seen_at = excluded.seen_at
WHERE billing.gateway_object.rank < excluded.rank;

-- name: Objects :many
SELECT * FROM billing.gateway_object WHERE subject = @subject ORDER BY seen_at, provider_id;

-- name: BeginRun :execrows
INSERT INTO billing.recon_run (id, from_at, till, started_at, nightly) VALUES (@id, @from_at, @till, @started_at, @nightly) ON CONFLICT DO NOTHING;

-- name: EndRun :exec
UPDATE billing.recon_run SET ended_at = @ended_at, listed = @listed, checked = @checked, differs = @differs WHERE id = @id;

-- name: DropRun :exec
-- A run that broke off says nothing; the night tries again.
DELETE FROM billing.recon_run WHERE id = @id AND ended_at IS NULL;

-- name: Runs :many
SELECT * FROM billing.recon_run ORDER BY started_at DESC, id LIMIT @most;

-- name: LastNight :one
SELECT coalesce(max(till), '0001-01-01T00:00:00Z')::timestamptz FROM billing.recon_run WHERE nightly;

-- name: SawDiff :exec
INSERT INTO billing.recon_diff (id, kind, provider_id, op, subject, ours_minor, theirs_minor, currency, about, object_at, state, found_at, seen_at)
VALUES (@id, @kind, @provider_id, @op, @subject, @ours_minor, @theirs_minor, @currency, @about, @object_at, 'open', @now, @now)
ON CONFLICT (kind, provider_id, subject) DO UPDATE SET seen_at = @now, about = excluded.about, ours_minor = excluded.ours_minor, theirs_minor = excluded.theirs_minor,
    state = CASE WHEN billing.recon_diff.state = 'gone' THEN 'open' ELSE billing.recon_diff.state END;

-- name: GoneDiffs :exec
-- What a later look at the same days does not find any more has settled itself.
UPDATE billing.recon_diff SET state = 'gone' WHERE state = 'open' AND kind <> 'reversal_refused' AND object_at >= @from_at AND object_at < @till AND seen_at < @started_at;

-- name: Diffs :many
SELECT * FROM billing.recon_diff WHERE (@state::text = '' OR state = @state) ORDER BY found_at DESC, id LIMIT @most;

-- name: LockDiff :one
SELECT * FROM billing.recon_diff WHERE id = @id FOR UPDATE;

-- name: ResolveDiff :exec
UPDATE billing.recon_diff SET state = 'resolved', resolved_by = @resolved_by, resolved_at = @resolved_at, note = @note WHERE id = @id;

-- name: OpenDiffs :one
SELECT count(*) FROM billing.recon_diff WHERE state = 'open';
