-- name: PastEvents :many
SELECT name, kind, lower(during)::timestamptz AS starts, upper(during)::timestamptz AS ends, coalesce(multiplier, 0)::float8 AS multiplier, (multiplier IS NOT NULL)::bool AS typed
FROM matching.past_event WHERE brand_id = @brand_id ORDER BY lower(during), name;

-- name: KeepPastEvent :exec
INSERT INTO matching.past_event (brand_id, name, kind, during, multiplier)
VALUES (@brand_id, @name, @kind, tstzrange(@starts::timestamptz, @ends::timestamptz), sqlc.narg(multiplier)::float8::numeric)
ON CONFLICT (brand_id, name, during) DO UPDATE SET kind = EXCLUDED.kind, multiplier = EXCLUDED.multiplier;

-- name: KeepHistory :exec
-- Thousands of rows in one statement; the later upload of an interval wins.
INSERT INTO matching.history (brand_id, channel, start, minutes, contacts, aht_s)
SELECT @brand_id, unnest(@channels::text[]), unnest(@starts::timestamptz[]), unnest(@minutes::int[]), unnest(@contacts::int[]), nullif(unnest(@aht_s::int[]), 0)
ON CONFLICT (brand_id, channel, start) DO UPDATE SET minutes = EXCLUDED.minutes, contacts = EXCLUDED.contacts, aht_s = EXCLUDED.aht_s;

-- name: HistoryOf :many
SELECT channel, start, contacts, coalesce(aht_s, 0)::int AS aht_s FROM matching.history
WHERE brand_id = @brand_id AND channel = ANY (@channels::text[]) AND start >= @since AND start < @before
ORDER BY channel, start;

-- name: HistoryChannels :many
-- What a brand has of its past, by channel.
SELECT channel, count(*)::int AS intervals, min(start)::timestamptz AS since, max(start)::timestamptz AS last, sum(contacts)::bigint AS contacts
FROM matching.history WHERE brand_id = @brand_id GROUP BY channel ORDER BY channel;

-- name: HandlingTime :many
-- Seconds a contact, weighted by contacts.
SELECT channel, (sum(aht_s::bigint * contacts) / sum(contacts))::int AS aht_s FROM matching.history
WHERE brand_id = @brand_id AND channel = ANY (@channels::text[]) AND aht_s IS NOT NULL AND contacts > 0
GROUP BY channel ORDER BY channel;

-- name: AddRequest :exec
INSERT INTO matching.request (id, brand_id, event, kind, starts, ends, opens, closes, timezone, channels, categories, languages, require, prefer,
    multiplier, deflection_bp, plan, budget_minor, staffing, state, created_at, in_parts)
VALUES (@id, @brand_id, @event, @kind, @starts, @ends, @opens, @closes, @timezone, @channels, @categories, @languages, @require, @prefer,
    sqlc.narg(multiplier)::float8::numeric, @deflection_bp, @plan, sqlc.narg(budget_minor), @staffing, 'draft', @created_at, @in_parts);

-- name: Request :one
SELECT id, brand_id, event, kind, starts, ends, opens, closes, timezone, channels, categories, languages, require, prefer,
    coalesce(multiplier, 0)::float8 AS multiplier, (multiplier IS NOT NULL)::bool AS typed, deflection_bp, plan, budget_minor, staffing, report, state, created_at, coalesce(agreed, 'null')::jsonb AS agreed, in_parts
FROM matching.request WHERE id = @id;

-- name: LockRequest :one
SELECT state FROM matching.request WHERE id = @id FOR UPDATE;

-- name: RequestsOf :many
-- With what the list shows of each: people at the peak, seats and who holds them.
SELECT r.id, r.event, r.kind, r.starts, r.ends, r.state, r.plan, r.created_at,
    coalesce((SELECT max(n.agents_paid) FROM matching.need n WHERE n.request_id = r.id AND n.channel = '*'), 0)::int AS peak,
    coalesce((SELECT sum(s.need) FROM matching.slot s WHERE s.request_id = r.id AND s.kind = 'work'), 0)::int AS seats,
    (SELECT count(*) FROM matching.shift h WHERE h.request_id = r.id AND h.kind = 'work' AND h.state IN ('accepted', 'working', 'done'))::int AS accepted
FROM matching.request r WHERE r.brand_id = @brand_id ORDER BY r.created_at DESC, r.id DESC LIMIT 200;

-- name: SetRequestState :exec
UPDATE matching.request SET state = @state WHERE id = @id;

-- name: SetReport :exec
UPDATE matching.request SET report = @report, state = @state WHERE id = @id;

-- name: ForgetNeed :exec
DELETE FROM matching.need WHERE request_id = @request_id;

-- name: AddNeed :exec
INSERT INTO matching.need (request_id, brand_id, channel, start, mean, p10, p50, p90, human_mean, agents, agents_paid, service_level_bp, occupancy_bp)
SELECT @request_id, @brand_id, unnest(@channels::text[]), unnest(@starts::timestamptz[]), unnest(@mean::float8[]), unnest(@p10::float8[]), unnest(@p50::float8[]), unnest(@p90::float8[]),
    unnest(@human_mean::float8[]), unnest(@agents::int[]), unnest(@agents_paid::int[]), unnest(@service_level_bp::int[]), unnest(@occupancy_bp::int[]);

-- name: Need :many
SELECT * FROM matching.need WHERE request_id = @request_id ORDER BY start, channel;

-- name: AddQuote :exec
INSERT INTO matching.quote (id, request_id, brand_id, currency, total_minor, hours, fill_bp, pool, lines, terms, made_at, expires_at)
VALUES (@id, @request_id, @brand_id, @currency, @total_minor, @hours, @fill_bp, @pool, @lines, @terms, @made_at, @expires_at);

-- name: LastQuote :one
-- The one that was booked, else the newest.
SELECT * FROM matching.quote WHERE request_id = @request_id ORDER BY (booked_at IS NOT NULL) DESC, made_at DESC, id DESC LIMIT 1;

-- name: LockQuote :one
SELECT * FROM matching.quote WHERE id = @id AND request_id = @request_id FOR UPDATE;

-- name: BookQuote :exec
UPDATE matching.quote SET booked_at = @booked_at WHERE id = @id;

-- name: AddSlot :exec
INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require, kind) VALUES (@id, @request_id, @brand_id, @starts, @ends, @need, @require, @kind);

-- name: Slots :many
SELECT * FROM matching.slot WHERE request_id = @request_id ORDER BY starts, ends, id;

-- name: Slot :one
SELECT * FROM matching.slot WHERE id = @id;

-- name: QueueFill :execrows
INSERT INTO matching.fill (id, request_id, brand_id, state, why, asked_at) VALUES (@id, @request_id, @brand_id, 'queued', @why, @asked_at)
ON CONFLICT DO NOTHING;

-- name: ClaimFill :one
-- The oldest one that waits, or one whose worker stood still; SKIP LOCKED, so
-- that two copies take two. A queued one waits while its request's other runs.
UPDATE matching.fill SET state = 'running', run = run + 1, beat_at = @now
WHERE id = (
    SELECT f.id FROM matching.fill f
    WHERE f.state = 'running' AND f.beat_at < @stale
       OR f.state = 'queued' AND NOT EXISTS (SELECT 1 FROM matching.fill o WHERE o.request_id = f.request_id AND o.state = 'running')
    ORDER BY f.asked_at, f.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: BeatFill :execrows
UPDATE matching.fill SET beat_at = @now, progress_bp = greatest(progress_bp, @progress_bp) WHERE id = @id AND run = @run AND state = 'running';

-- name: LockFill :one
SELECT state, run FROM matching.fill WHERE id = @id FOR UPDATE;

-- name: EndFill :exec
UPDATE matching.fill SET state = @state, done_at = @done_at, progress_bp = 10000, assigned = @assigned, missing = @missing,
    objective = @objective, bound = @bound, short = @short, error = @error
WHERE id = @id;

-- name: ShareFill :exec
INSERT INTO matching.fill_question (fill_id, run, brand_id, shards, question) VALUES (@fill_id, @run, @brand_id, @shards, @question);

-- name: AddShards :exec
INSERT INTO matching.fill_shard (fill_id, run, shard, brand_id) SELECT @fill_id, @run, unnest(@shards::int[]), @brand_id;

-- name: FillQuestion :one
SELECT shards, question FROM matching.fill_question WHERE fill_id = @fill_id AND run = @run;

-- name: PostPrices :execrows
UPDATE matching.fill_question SET round = @round, first = @first, every = @every, prices = @prices WHERE fill_id = @fill_id AND run = @run;

-- name: PostedPrices :one
SELECT round, first, every, prices FROM matching.fill_question WHERE fill_id = @fill_id AND run = @run AND round > @after::int;

-- name: RunAlive :one
-- Whether the run that asks is still at work.
SELECT EXISTS (SELECT FROM matching.fill WHERE id = @fill_id AND run = @run AND state = 'running' AND beat_at > @stale::timestamptz);

-- name: TellSharers :exec
-- Heard when the transaction commits.
SELECT pg_notify(@topic::text, '');

-- name: TakeShard :one
-- One that nobody answers for; SKIP LOCKED, so that two copies take two.
UPDATE matching.fill_shard SET copy = @copy
WHERE (fill_id, run, shard) = (SELECT s.fill_id, s.run, s.shard FROM matching.fill_shard s
    WHERE s.fill_id = @fill_id AND s.run = @run AND s.copy IS NULL ORDER BY s.shard LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING shard;

-- name: AnswerShard :execrows
-- Of a shard that was given to somebody else meanwhile nothing is taken.
UPDATE matching.fill_shard SET round = @round, use = @use, worth = @worth, helped = @copy
WHERE fill_id = @fill_id AND run = @run AND shard = @shard AND copy = @copy;

-- name: ShardStates :many
SELECT shard, (copy IS NOT NULL)::bool AS taken, round FROM matching.fill_shard WHERE fill_id = @fill_id AND run = @run ORDER BY shard;

-- name: ShardAnswers :many
SELECT shard, use, worth FROM matching.fill_shard WHERE fill_id = @fill_id AND run = @run AND round = @round AND copy IS NOT NULL ORDER BY shard;

-- name: FreeShard :exec
-- Whoever answered for it is silent.
UPDATE matching.fill_shard SET copy = NULL WHERE fill_id = @fill_id AND run = @run AND shard = @shard AND round < @round;

-- name: CopiesAtWork :one
SELECT count(DISTINCT helped)::int FROM matching.fill_shard WHERE fill_id = @fill_id AND run = @run;

-- name: EndSharing :exec
DELETE FROM matching.fill_question WHERE fill_id = @fill_id AND run <= @run;

-- name: NoteCopies :exec
UPDATE matching.fill SET copies = greatest(copies, @copies) WHERE id = @id;

-- name: CancelFills :many
UPDATE matching.fill SET state = 'cancelled', done_at = @now, ended_by = @ended_by WHERE request_id = @request_id AND state IN ('queued', 'running') RETURNING id;

-- name: LastFill :one
SELECT * FROM matching.fill WHERE request_id = @request_id ORDER BY (state IN ('queued', 'running')) DESC, asked_at DESC, id DESC LIMIT 1;

-- name: LastPlan :one
SELECT * FROM matching.fill WHERE request_id = @request_id AND state = 'done' ORDER BY done_at DESC, id DESC LIMIT 1;

-- name: OfferShifts :many
-- Whoever was taken meanwhile is left out by the exclusion constraint: the
-- caller sees who is missing from the answer. In order of agent, so that two
-- plans wait for each other in one direction only.
INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, reason, offered_at, lapses_at, kind, origin)
SELECT u.id, u.slot_id, @request_id, @brand_id, u.agent_id, tstzrange(u.starts, u.ends), 'offered', u.rate_minor, @currency, u.reason::jsonb, @offered_at, u.lapses_at, u.kind, @origin
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@slot_ids::uuid[]) AS slot_id, unnest(@agent_ids::uuid[]) AS agent_id,
    unnest(@starts::timestamptz[]) AS starts, unnest(@ends::timestamptz[]) AS ends, unnest(@rates::bigint[]) AS rate_minor,
    unnest(@reasons::text[]) AS reason, unnest(@lapses::timestamptz[]) AS lapses_at, unnest(@kinds::text[]) AS kind) u
ORDER BY u.agent_id, u.starts
ON CONFLICT DO NOTHING
RETURNING id;

-- name: AddMove :exec
INSERT INTO matching.shift_move (shift_id, n, brand_id, from_state, to_state, person_id, why, at)
SELECT @shift_id, coalesce(max(m.n), 0) + 1, @brand_id, @from_state, @to_state, @person_id, @why, @at
FROM matching.shift_move m WHERE m.shift_id = @shift_id;

-- name: AddOfferMoves :exec
INSERT INTO matching.shift_move (shift_id, n, brand_id, from_state, to_state, why, at)
SELECT unnest(@shift_ids::uuid[]), 1, @brand_id, '', 'offered', @why, @at;

-- name: Moves :many
SELECT * FROM matching.shift_move WHERE shift_id = @shift_id ORDER BY n;

-- name: Shift :one
SELECT sqlc.embed(h), lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends FROM matching.shift h WHERE h.id = @id;

-- name: LockShift :one
SELECT sqlc.embed(h), lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends FROM matching.shift h WHERE h.id = @id FOR UPDATE;

-- name: MoveShift :exec
UPDATE matching.shift SET state = @state, decided_at = coalesce(sqlc.narg(decided_at), decided_at), started_at = coalesce(sqlc.narg(started_at), started_at),
    ended_at = coalesce(sqlc.narg(ended_at), ended_at), worked_s = @worked_s, cause = @cause
WHERE id = @id;

-- name: ShiftsOf :many
-- An agent's own, with what is shown beside them.
SELECT sqlc.embed(h), lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, r.event, r.plan, r.languages, r.channels, r.timezone, r.in_parts
FROM matching.shift h JOIN matching.request r ON r.id = h.request_id
WHERE h.agent_id = @agent_id AND h.state = ANY (@states::text[]) AND upper(h.during) > @since::timestamptz
ORDER BY lower(h.during), h.id LIMIT 200;

-- name: ShiftOf :one
-- One of an agent's own, however long ago.
SELECT sqlc.embed(h), lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, r.event, r.plan, r.languages, r.channels, r.timezone, r.in_parts
FROM matching.shift h JOIN matching.request r ON r.id = h.request_id
WHERE h.id = @id AND h.agent_id = @agent_id;

-- name: LiveShifts :many
-- What the people of a plan hold near it, whoever it is for.
SELECT h.id, h.slot_id, h.request_id, h.brand_id, h.agent_id, h.state, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends
FROM matching.shift h
WHERE h.state IN ('offered', 'accepted', 'working', 'done') AND h.during && tstzrange(@since::timestamptz, @till::timestamptz)
  AND (@everybody::bool OR h.agent_id = ANY (@agents::uuid[]))
ORDER BY h.agent_id, lower(h.during);

-- name: ShiftsOfRequest :many
SELECT h.id, h.slot_id, h.agent_id, h.kind, h.state, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, h.lapses_at
FROM matching.shift h WHERE h.request_id = @request_id ORDER BY lower(h.during), h.id;

-- name: Refusals :many
-- Who gave a slot back or let it pass, and how often.
SELECT agent_id, lower(during)::timestamptz AS starts, upper(during)::timestamptz AS ends, bool_and(state = 'lapsed')::bool AS lapsed, count(*)::int AS times
FROM matching.shift WHERE request_id = @request_id AND state IN ('declined', 'lapsed', 'released', 'no_show', 'cancelled') AND cause NOT IN ('called', 'outrun', 'market', 'suspended')
GROUP BY agent_id, during;

-- name: Lapsed :many
SELECT id FROM matching.shift WHERE state = 'offered' AND lapses_at <= @now ORDER BY lapses_at LIMIT @most;

-- name: Starting :many
SELECT id FROM matching.shift WHERE state = 'accepted' AND lower(during) <= @now::timestamptz ORDER BY lower(during) LIMIT @most;

-- name: Ending :many
SELECT id FROM matching.shift WHERE state = 'working' AND upper(during) <= @now::timestamptz ORDER BY upper(during) LIMIT @most;

-- name: HeldOfBrand :many
SELECT id FROM matching.shift WHERE agent_id = @agent_id AND brand_id = @brand_id AND state IN ('offered', 'accepted') AND lower(during) > @now::timestamptz
ORDER BY lower(during);

-- name: OpenRequests :many
-- A brand's booked ones that are not over, for planning again when its pool changes.
SELECT id, brand_id FROM matching.request
WHERE state IN ('booked', 'filling', 'filled', 'running') AND ends > @now AND brand_id = @brand_id
ORDER BY id;

-- name: Seats :one
-- How many seats a request has, and how they stand.
SELECT coalesce((SELECT sum(s.need) FROM matching.slot s WHERE s.request_id = @request_id AND s.kind = 'work'), 0)::int AS seats,
    count(*) FILTER (WHERE h.state = 'offered')::int AS offered,
    count(*) FILTER (WHERE h.state IN ('accepted', 'working', 'done'))::int AS accepted
FROM matching.shift h WHERE h.request_id = @request_id AND h.kind = 'work';

-- name: OpenSlots :many
-- Slots ahead with seats that nobody was offered.
SELECT s.id, s.request_id, s.brand_id, s.starts, s.ends, s.need, s.require, s.kind, r.event, r.timezone, r.in_parts,
    (s.need - (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('offered', 'accepted', 'working', 'done')))::int AS seats
FROM matching.slot s JOIN matching.request r ON r.id = s.request_id
WHERE s.starts > @now AND r.state IN ('booked', 'filling', 'running')
  AND s.need > (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('offered', 'accepted', 'working', 'done'))
ORDER BY s.starts, s.id LIMIT 500;

-- name: DueRequests :many
-- Booked requests whose event began, and running ones that ended.
SELECT id, brand_id, state FROM matching.request
WHERE state IN ('booked', 'filling', 'filled') AND starts <= @now OR state = 'running' AND ends <= @now
ORDER BY starts LIMIT 50 FOR UPDATE SKIP LOCKED;

-- name: ClaimSeat :execrows
-- An agent takes an open seat themselves; nothing is inserted when they hold
-- another at the time.
INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, reason, offered_at, lapses_at, decided_at, kind, origin)
VALUES (@id, @slot_id, @request_id, @brand_id, @agent_id, tstzrange(@starts::timestamptz, @ends::timestamptz), 'accepted', @rate_minor, @currency, @reason, @now, @now, @now, @kind, @origin)
ON CONFLICT DO NOTHING;

-- name: Held :one
SELECT count(*)::int FROM matching.shift WHERE slot_id = @slot_id AND state IN ('offered', 'accepted', 'working', 'done');

-- name: Unsettled :one
SELECT count(*) FROM matching.shift WHERE request_id = @request_id AND state IN ('accepted', 'working');

-- name: Availability :many
SELECT lower(during)::timestamptz AS starts, upper(during)::timestamptz AS ends FROM matching.availability
WHERE agent_id = @agent_id AND upper(during) > @since::timestamptz ORDER BY lower(during);

-- name: AvailabilityIn :many
SELECT agent_id, lower(during)::timestamptz AS starts, upper(during)::timestamptz AS ends FROM matching.availability
WHERE during && tstzrange(@since::timestamptz, @till::timestamptz) AND (@everybody::bool OR agent_id = ANY (@agents::uuid[])) ORDER BY agent_id, lower(during);

-- name: ForgetAvailability :exec
DELETE FROM matching.availability WHERE agent_id = @agent_id AND upper(during) > @since::timestamptz;

-- name: AddAvailability :exec
INSERT INTO matching.availability (agent_id, during)
SELECT u.agent_id, tstzrange(u.starts, u.ends)
FROM (SELECT unnest(@agent_ids::uuid[]) AS agent_id, unnest(@starts::timestamptz[]) AS starts, unnest(@ends::timestamptz[]) AS ends) u;

-- name: PresenceMoves :many
-- The last one before the shift and those inside it.
SELECT m.at, m.state FROM matching.presence_move m
WHERE m.agent_id = @agent_id AND m.at < @till AND m.n >= coalesce((SELECT max(p.n) FROM matching.presence_move p WHERE p.agent_id = @agent_id AND p.at <= @since), 0)
ORDER BY m.n;

-- name: PresenceOf :one
SELECT state, since FROM matching.presence WHERE agent_id = @agent_id;

-- name: StateOf :one
SELECT state FROM matching.request WHERE id = @id;

-- name: Lineup :many
-- Everybody who holds or held a seat of a request.
SELECT s.id, s.agent_id, s.kind, s.origin, s.state, s.cause, lower(s.during)::timestamptz AS starts, upper(s.during)::timestamptz AS ends, s.rate_minor, s.currency
FROM matching.shift s WHERE s.request_id = @request_id ORDER BY lower(s.during), s.id;

-- name: PriceSlots :exec
UPDATE matching.slot s SET price = u.price FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@prices::bigint[]) AS price) u WHERE s.id = u.id;

-- name: AgreeTerms :execrows
-- Before the booking: afterwards the contract stands.
UPDATE matching.request SET agreed = @agreed WHERE id = @id AND state IN ('draft', 'forecast', 'quoted');
