-- name: Presence :one
SELECT * FROM matching.presence WHERE agent_id = @agent_id;

-- name: LockPresence :one
-- One decision an agent at a time: the load is counted under this lock.
SELECT state FROM matching.presence WHERE agent_id = @agent_id FOR UPDATE;

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
-- Everybody who is not offline, with what their hands are full of.
SELECT p.agent_id, p.state, p.since, p.idle_since, coalesce(l.units, 0)::bigint AS units
FROM matching.presence p LEFT JOIN matching.load l ON l.agent_id = p.agent_id WHERE p.state <> 'offline';

-- name: Wrapped :many
-- Who has nothing left to wrap up.
SELECT p.agent_id FROM matching.presence p
WHERE p.state = 'wrap_up' AND NOT EXISTS (SELECT FROM matching.load l WHERE l.agent_id = p.agent_id AND l.units > 0);

-- name: AtWorkOne :one
SELECT p.agent_id, p.state, p.since, p.idle_since, coalesce((SELECT l.units FROM matching.load l WHERE l.agent_id = @agent_id), 0)::bigint AS units
FROM matching.presence p WHERE p.agent_id = @agent_id;

-- name: OnShift :many
-- Who works for whom at a moment. Who stands by is not at work.
SELECT s.agent_id, s.id AS shift_id, s.brand_id, s.during FROM matching.shift s
WHERE s.state IN ('accepted', 'working') AND s.kind = 'work' AND s.during @> @at::timestamptz;

-- name: ShiftNow :one
SELECT s.id AS shift_id, s.brand_id, upper(s.during)::timestamptz AS ends FROM matching.shift s
WHERE s.agent_id = @agent_id AND s.state IN ('accepted', 'working') AND s.kind = 'work' AND s.during @> @at::timestamptz
ORDER BY lower(s.during) LIMIT 1;

-- name: Reserve :many
-- The transaction that reserved, if it did. Under the lock of LockPresence, and with a snapshot of its own: whatever was
-- promised to the agent before is counted, by whichever copy of the program. Who turned the chat down or let it lapse
-- does not get it again, unless asked for by name.
INSERT INTO matching.reservation (id, chat_id, brand_id, agent_id, shift_id, state, why, reserved_at, lapses_at, weight)
SELECT @id, @chat_id, @brand_id, @agent_id, @shift_id, 'reserved', @why::text, @reserved_at::timestamptz, @lapses_at::timestamptz, @weight::int
WHERE coalesce((SELECT l.units FROM matching.load l WHERE l.agent_id = @agent_id), 0) + @weight::int <= @capacity::int
  AND EXISTS (SELECT FROM matching.presence p WHERE p.agent_id = @agent_id AND p.state = 'available')
  AND EXISTS (SELECT FROM matching.waits w WHERE w.chat_id = @chat_id)
  AND (@by_name::bool OR NOT EXISTS (SELECT FROM matching.reservation r WHERE r.chat_id = @chat_id AND r.agent_id = @agent_id AND r.state IN ('rejected', 'lapsed')))
ON CONFLICT (chat_id) WHERE state = 'reserved' DO NOTHING
RETURNING pg_current_xact_id()::text::bigint;

-- name: TurnedDown :exec
-- Written as turned down, so that a chat does not come straight back.
INSERT INTO matching.reservation (id, chat_id, brand_id, agent_id, state, why, reserved_at, lapses_at, ended_at)
VALUES (@id, @chat_id, @brand_id, @agent_id, 'rejected', @why, @at, @at, @at);

-- name: LockReservation :one
SELECT * FROM matching.reservation WHERE id = @id FOR UPDATE;

-- name: EndReservation :exec
UPDATE matching.reservation SET state = @state, ended_at = @ended_at WHERE id = @id;

-- name: ReservationsOf :many
SELECT * FROM matching.reservation WHERE agent_id = @agent_id AND state = 'reserved' ORDER BY reserved_at;

-- name: Tried :many
-- To whom a chat is promised, and who let it lapse or turned it down: it is not
-- offered to them again.
SELECT DISTINCT agent_id, state = 'reserved' AS open FROM matching.reservation WHERE chat_id = @chat_id AND state IN ('reserved', 'rejected', 'lapsed');

-- name: Lapsed :many
SELECT * FROM matching.reservation WHERE state = 'reserved' AND lapses_at <= @now ORDER BY lapses_at LIMIT 100 FOR UPDATE SKIP LOCKED;

-- name: WithdrawFor :exec
UPDATE matching.reservation SET state = 'withdrawn', ended_at = @ended_at WHERE chat_id = @chat_id AND state = 'reserved';

-- name: AddWrapUp :exec
-- It goes on weighing what the chat weighed.
INSERT INTO matching.wrap_up (chat_id, brand_id, agent_id, since, ends_at, weight)
VALUES (@chat_id, @brand_id, @agent_id, @since, @ends_at, coalesce((SELECT r.weight FROM matching.reservation r
    WHERE r.chat_id = @chat_id AND r.agent_id = @agent_id AND r.state = 'accepted' ORDER BY r.reserved_at DESC LIMIT 1), 1))
ON CONFLICT (chat_id) DO UPDATE SET agent_id = EXCLUDED.agent_id, since = EXCLUDED.since, ends_at = EXCLUDED.ends_at, weight = EXCLUDED.weight, done_at = NULL;

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
  AND NOT EXISTS (SELECT 1 FROM matching.shift s WHERE s.agent_id = p.agent_id AND s.state IN ('accepted', 'working') AND s.kind = 'work' AND s.during @> @at::timestamptz)
LIMIT 100;

-- name: PricesNow :many
-- What the plan pays for one more person in the slots that are worked now.
SELECT s.brand_id, s.require, max(s.price)::bigint AS price FROM matching.slot s
WHERE s.starts <= @at::timestamptz AND s.ends > @at::timestamptz AND s.price > 0 GROUP BY s.brand_id, s.require;

-- name: Snapshot :one
-- The oldest transaction that may not have been seen: everything before it is.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint;

-- name: Touched :many
-- Whose seat changed in transactions that an earlier snapshot could not see.
SELECT t.tx::text::bigint AS tx, t.agent_id, bool_or(t.person)::bool AS person FROM matching.touch t
WHERE t.tx >= (@since::bigint)::text::xid8 GROUP BY t.tx, t.agent_id;

-- name: ForgetTouches :exec
-- Any copy may: those that slept longer read everybody.
DELETE FROM matching.touch WHERE at < clock_timestamp() - make_interval(secs => @older_s::int);

-- name: AtWorkSome :many
-- Some agents with their shift of a moment; who is offline has that state. Each
-- shift is looked up by its agent: joined, some are held against everybody at
-- work, when the database does not know yet how many those are.
SELECT p.agent_id, p.state, p.since, p.idle_since, coalesce((SELECT l.units FROM matching.load l WHERE l.agent_id = p.agent_id), 0)::bigint AS units,
    s.id AS shift_id, s.brand_id
FROM matching.presence p
LEFT JOIN LATERAL (SELECT w.id, w.brand_id FROM matching.shift w
    WHERE w.agent_id = p.agent_id AND w.state IN ('accepted', 'working') AND w.kind = 'work' AND w.during @> @at::timestamptz LIMIT 1) s ON true
WHERE p.agent_id = ANY (@agents::uuid[]);
