-- Facts by the million: parts by the month, blocks, imports, cubes, and what
-- waits for a contract. The bulk copy itself is in load.go.

-- name: OpenMonth :exec
SELECT billing.open_month(@at);

-- name: LastBlock :one
SELECT * FROM billing.block WHERE brand_id = @brand_id ORDER BY seq DESC LIMIT 1;

-- name: Blocks :many
SELECT * FROM billing.block WHERE brand_id = @brand_id AND seq > @after ORDER BY seq LIMIT @most;

-- name: AddBlock :exec
INSERT INTO billing.block (brand_id, seq, facts, last_at, last_id, prev_hash, hash, day, sealed_at)
VALUES (@brand_id, @seq, @facts, @last_at, @last_id, @prev_hash, @hash, @day, @sealed_at);

-- name: DayBlocks :many
-- The blocks that a day's root is over.
SELECT seq, hash FROM billing.block WHERE brand_id = @brand_id AND day = @day ORDER BY seq;

-- name: SealedDays :many
SELECT day, count(*) AS blocks, sum(facts)::bigint AS facts, max(seq)::bigint AS last FROM billing.block
WHERE brand_id = @brand_id GROUP BY day ORDER BY day DESC LIMIT @most;

-- name: OutcomesAfter :many
-- In the order in which they were received: as they were told, without later
-- scores.
SELECT * FROM billing.outcome
WHERE brand_id = @brand_id AND (received_at, id) > (@after_at, @after_id::uuid) AND received_at <= @through
ORDER BY received_at, id LIMIT @most;

-- name: CorrectionsAfter :many
SELECT * FROM billing.correction
WHERE brand_id = @brand_id AND (received_at, id) > (@after_at, @after_id::uuid) AND received_at <= @through
ORDER BY received_at, id LIMIT @most;

-- name: AddImport :exec
INSERT INTO billing.import (id, brand_id, name, lines, loaded, known, conflicts, refused, started_by, started_at, ended_at)
VALUES (@id, @brand_id, @name, @lines, @loaded, @known, @conflicts, @refused, @started_by, @started_at, @ended_at);

-- name: Imports :many
SELECT * FROM billing.import WHERE @brand_id::uuid = '00000000-0000-0000-0000-000000000000' OR brand_id = @brand_id ORDER BY started_at DESC, id LIMIT @most;

-- name: Refusals :many
SELECT line, says FROM billing.import_refusal WHERE import_id = @import_id AND line > @after ORDER BY line LIMIT @most;

-- name: WaitingBrands :many
-- What happened under no contract: it is billed once there is one.
SELECT o.brand_id, count(*) AS outcomes, min(o.event_at)::timestamptz AS first_at, max(o.event_at)::timestamptz AS last_at
FROM billing.outcome o
WHERE NOT EXISTS (SELECT FROM billing.contract_version v WHERE v.brand_id = o.brand_id AND o.event_at >= v.starts AND o.event_at < v.ends)
GROUP BY o.brand_id ORDER BY count(*) DESC LIMIT @most;

-- name: WaitingOutcomes :many
SELECT o.id, o.channel, o.service, o.event_at, o.received_at, o.source, o.source_event_id
FROM billing.outcome o
WHERE o.brand_id = @brand_id AND (o.event_at, o.id) > (@after_at, @after_id::uuid)
  AND NOT EXISTS (SELECT FROM billing.contract_version v WHERE v.brand_id = o.brand_id AND o.event_at >= v.starts AND o.event_at < v.ends)
ORDER BY o.event_at, o.id LIMIT @most;

-- name: KeepCube :exec
INSERT INTO billing.cube (invoice_id, brand_id, cells) VALUES (@invoice_id, @brand_id, @cells)
ON CONFLICT (invoice_id) DO UPDATE SET cells = EXCLUDED.cells;

-- name: CubeOf :one
SELECT cells FROM billing.cube WHERE invoice_id = @invoice_id;

-- name: Figures :many
-- Every definition of the platforms' figures that holds in a stretch.
SELECT * FROM billing.kpi WHERE starts < @till AND ends > @from_at ORDER BY name, channel, starts;

-- name: EndFigure :execrows
-- The one that holds at an instant ends there.
UPDATE billing.kpi SET ends = @at WHERE name = @name AND channel = @channel AND starts < @at AND ends > @at;

-- name: AddFigure :exec
INSERT INTO billing.kpi (name, platform, channel, starts, ends, measure, within_ms, open_from, open_till, unit, set_by, set_at)
VALUES (@name, @platform, @channel, @starts, @ends, @measure, @within_ms, @open_from, @open_till, @unit, @set_by, @set_at);
