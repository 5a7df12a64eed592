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

-- name: AddExcusal :exec
INSERT INTO billing.excusal (id, brand_id, channel, starts, ends, reason, evidence, evidence_sha, side, proposed_by, proposed_at, state)
VALUES (@id, @brand_id, @channel, @starts, @ends, @reason, @evidence, @evidence_sha, @side, @proposed_by, @proposed_at, 'proposed');

-- name: LockExcusal :one
SELECT * FROM billing.excusal WHERE id = @id FOR UPDATE;

-- name: AnswerExcusal :exec
UPDATE billing.excusal SET state = @state, answered_by = @answered_by, answered_at = @answered_at, answer = @answer, received_at = @received_at WHERE id = @id;

-- name: Excusals :many
SELECT * FROM billing.excusal WHERE (@state::text = '' OR state = @state) ORDER BY proposed_at DESC, id DESC LIMIT @most;

-- name: SignedExcusals :many
-- What both sides signed is a fact from then on.
SELECT * FROM billing.excusal WHERE brand_id = @brand_id AND state = 'signed' AND received_at <= @as_of ORDER BY id;

-- name: AddHold :execrows
INSERT INTO billing.hold (id, brand_id, outcome_id, rule, reason, found_at, found_by, state)
VALUES (@id, @brand_id, @outcome_id, @rule, @reason, @found_at, @found_by, 'open') ON CONFLICT DO NOTHING;

-- name: HeldBefore :one
-- Whether a person has looked at an outcome for a rule already: what was
-- released is not held again for the same reason.
SELECT EXISTS (SELECT FROM billing.hold WHERE outcome_id = @outcome_id AND rule = @rule)::bool;

-- name: LockHold :one
SELECT * FROM billing.hold WHERE id = @id FOR UPDATE;

-- name: OpenHoldOf :one
SELECT * FROM billing.hold WHERE outcome_id = @outcome_id AND state = 'open' FOR UPDATE;

-- name: DecideHold :exec
UPDATE billing.hold SET state = @state, decided_by = @decided_by, decided_at = @decided_at, answer = @answer WHERE id = @id;

-- name: Holds :many
SELECT h.*, o.service, o.channel, o.event_at, o.order_ref, o.net_minor, o.shopper_ref, o.chat_id, o.agent_id
FROM billing.hold h JOIN billing.outcome o ON o.id = h.outcome_id
WHERE (@state::text = '' OR h.state = @state) ORDER BY h.found_at DESC, h.id DESC LIMIT @most;

-- name: AddOrderMark :exec
INSERT INTO billing.order_mark (brand_id, order_ref, mark, shopper_ref, at) VALUES (@brand_id, @order_ref, @mark, @shopper_ref, @at) ON CONFLICT DO NOTHING;

-- name: AccountsOf :many
-- The other accounts of a shopper: those that a mark of their orders leads to. A
-- mark of more than five accounts is a pick-up point or an office and leads to
-- nobody.
SELECT DISTINCT m.shopper_ref FROM billing.order_mark mine
JOIN billing.order_mark m ON m.brand_id = mine.brand_id AND m.mark = mine.mark AND m.shopper_ref <> mine.shopper_ref
WHERE mine.brand_id = @brand_id AND mine.shopper_ref = @shopper_ref AND (
  SELECT count(DISTINCT all_of.shopper_ref) FROM billing.order_mark all_of WHERE all_of.brand_id = mine.brand_id AND all_of.mark = mine.mark) <= 5
ORDER BY m.shopper_ref LIMIT 20;

-- name: MarksOf :many
SELECT mark FROM billing.order_mark WHERE brand_id = @brand_id AND order_ref = @order_ref ORDER BY mark;

-- name: SharedMark :one
-- How many other buyers, whose orders the same agent won, are known by a mark of
-- this order.
SELECT count(DISTINCT m.shopper_ref) FROM billing.order_mark mine
JOIN billing.order_mark m ON m.brand_id = mine.brand_id AND m.mark = mine.mark AND m.shopper_ref <> mine.shopper_ref AND m.at > mine.at - interval '30 days'
JOIN billing.order_item i ON i.brand_id = m.brand_id AND i.order_ref = m.order_ref AND i.agent_id = @agent_id
WHERE mine.brand_id = @brand_id AND mine.order_ref = @order_ref;

-- name: OrdersOfDay :one
-- How many orders of one shopper an agent won in the day before an instant.
SELECT count(DISTINCT order_ref) FROM billing.order_item
WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref AND agent_id = @agent_id AND paid > sqlc.arg(at)::timestamptz - interval '24 hours' AND paid <= sqlc.arg(at)::timestamptz;

-- name: ConfirmedWithin :one
-- How often a shopper said in the hour before an instant that the bot settled it.
SELECT count(*) FROM billing.outcome
WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref AND service = 'bot' AND 'confirmed' = ANY(flags)
  AND event_at > sqlc.arg(at)::timestamptz - interval '1 hour' AND event_at <= sqlc.arg(at)::timestamptz;

-- name: WonBy :exec
UPDATE billing.order_item SET agent_id = @agent_id WHERE brand_id = @brand_id AND order_ref = @order_ref AND item = @item;
