-- name: Presence :one
SELECT * FROM matching.presence WHERE agent_id = @agent_id;

-- name: LockPresence :one
-- One decision an agent at a time: the load is counted under this lock.
SELECT * FROM matching.presence WHERE agent_id = @agent_id FOR UPDATE;

-- name: PutPresence :exec
INSERT INTO matching.presence (agent_id, state, why, next_state, since, idle_since, seen_at)
VALUES (@agent_id, @state, @why, @next_state, @at, @at, @at)
ON CONFLICT (agent_id) DO UPDATE SET state = EXCLUDED.state, why = EXCLUDED.why, next_state = EXCLUDED.next_state, since = EXCLUDED.since,
    idle_since = CASE WHEN EXCLUDED.state = 'available' THEN EXCLUDED.idle_since ELSE matching.presence.idle_since END, seen_at = EXCLUDED.seen_at;

-- name: AddPresenceMove :exec
INSERT INTO matching.presence_move (agent_id, at, state, why) VALUES (@agent_id, @at, @state, @why);

-- name: SetNext :exec
UPDATE matching.presence SET next_state = @next_state WHERE agent_id = @agent_id;

-- name: Idle :exec
UPDATE matching.presence SET idle_since = @at WHERE agent_id = @agent_id;

-- name: AtWork :many
-- Everybody who is not offline, with what fills their slots.
SELECT p.agent_id, p.state, p.since, p.idle_since,
    (SELECT count(*) FROM matching.reservation r WHERE r.agent_id = p.agent_id AND r.state = 'reserved') AS reserved,
    (SELECT count(*) FROM matching.wrap_up w WHERE w.agent_id = p.agent_id AND w.done_at IS NULL) AS wrapping
FROM matching.presence p WHERE p.state <> 'offline';

-- name: OnShift :many
-- Who works for whom at a moment.
SELECT s.agent_id, s.id AS shift_id, s.brand_id, s.during FROM matching.shift s
WHERE s.state IN ('accepted', 'working') AND s.during @> @at::timestamptz;

-- name: ShiftNow :one
SELECT s.id AS shift_id, s.brand_id, upper(s.during)::timestamptz AS ends FROM matching.shift s
WHERE s.agent_id = @agent_id AND s.state IN ('accepted', 'working') AND s.during @> @at::timestamptz
ORDER BY lower(s.during) LIMIT 1;

-- name: Slots :one
-- What fills an agent's slots besides the chats that are held.
SELECT (SELECT count(*) FROM matching.reservation r WHERE r.agent_id = @agent_id AND r.state = 'reserved')
     + (SELECT count(*) FROM matching.wrap_up w WHERE w.agent_id = @agent_id AND w.done_at IS NULL) AS n;

-- name: Reserve :execrows
INSERT INTO matching.reservation (id, chat_id, brand_id, agent_id, shift_id, state, why, reserved_at, lapses_at)
VALUES (@id, @chat_id, @brand_id, @agent_id, @shift_id, 'reserved', @why, @reserved_at, @lapses_at)
ON CONFLICT (chat_id) WHERE state = 'reserved' DO NOTHING;

-- name: LockReservation :one
SELECT * FROM matching.reservation WHERE id = @id FOR UPDATE;

-- name: EndReservation :exec
UPDATE matching.reservation SET state = @state, ended_at = @ended_at WHERE id = @id;

-- name: OpenReservation :one
SELECT EXISTS (SELECT 1 FROM matching.reservation WHERE chat_id = @chat_id AND state = 'reserved');

-- name: ReservationsOf :many
SELECT * FROM matching.reservation WHERE agent_id = @agent_id AND state = 'reserved' ORDER BY reserved_at;

-- name: Unwilling :many
-- Who let a chat lapse or turned it down: it is not offered to them again.
SELECT DISTINCT agent_id FROM matching.reservation WHERE chat_id = @chat_id AND state IN ('rejected', 'lapsed');

-- name: Lapsed :many
SELECT * FROM matching.reservation WHERE state = 'reserved' AND lapses_at <= @now ORDER BY lapses_at LIMIT 100 FOR UPDATE SKIP LOCKED;

-- name: WithdrawFor :exec
UPDATE matching.reservation SET state = 'withdrawn', ended_at = @ended_at WHERE chat_id = @chat_id AND state = 'reserved';

-- name: AddWrapUp :exec
INSERT INTO matching.wrap_up (chat_id, brand_id, agent_id, since, ends_at) VALUES (@chat_id, @brand_id, @agent_id, @since, @ends_at)
ON CONFLICT (chat_id) DO UPDATE SET agent_id = EXCLUDED.agent_id, since = EXCLUDED.since, ends_at = EXCLUDED.ends_at, done_at = NULL;

-- name: EndWrapUp :execrows
UPDATE matching.wrap_up SET done_at = @done_at WHERE chat_id = @chat_id AND agent_id = @agent_id AND done_at IS NULL;

-- name: EndWrapUps :many
UPDATE matching.wrap_up SET done_at = @now::timestamptz WHERE done_at IS NULL AND ends_at <= @now::timestamptz RETURNING agent_id;

-- name: WrapUpsOf :many
SELECT * FROM matching.wrap_up WHERE agent_id = @agent_id AND done_at IS NULL ORDER BY since;

-- name: OffShift :many
-- Who is at work without a shift any more.
SELECT p.agent_id FROM matching.presence p
WHERE p.state NOT IN ('offline', 'training')
  AND NOT EXISTS (SELECT 1 FROM matching.shift s WHERE s.agent_id = p.agent_id AND s.state IN ('accepted', 'working') AND s.during @> @at::timestamptz)
LIMIT 100;
