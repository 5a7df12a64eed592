-- What happens around the plan: confirmations, swaps, standby, drops, appeals,
-- whom a brand prefers, who is suspended, the calendar, the inbox.

-- name: CutShift :exec
-- A shift that began late or was called away is as long as it was. Shorter
-- only, so that it cannot run into another.
UPDATE matching.shift SET during = during * tstzrange(@starts::timestamptz, @ends::timestamptz) WHERE id = @id;

-- name: SetNeed :exec
UPDATE matching.slot SET need = @need WHERE id = @id;

-- name: LiveOnSlot :many
-- Who holds a seat of a slot, or is asked to.
SELECT sqlc.embed(h), lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends FROM matching.shift h
WHERE h.slot_id = @slot_id AND h.state IN ('offered', 'accepted', 'working') ORDER BY h.offered_at DESC, h.id DESC;

-- name: LiveBySlot :many
-- Seats of a request that are held or offered.
SELECT slot_id, count(*)::int AS seats FROM matching.shift
WHERE request_id = @request_id AND state IN ('offered', 'accepted', 'working', 'done') GROUP BY slot_id;

-- name: HeldAhead :many
-- What an agent holds ahead, or is offered, whoever it is for.
SELECT id FROM matching.shift WHERE agent_id = @agent_id AND state IN ('offered', 'accepted') AND lower(during) > @now::timestamptz ORDER BY lower(during);

-- name: OfferedByBrand :many
SELECT id FROM matching.shift WHERE agent_id = @agent_id AND brand_id = @brand_id AND state = 'offered' ORDER BY lower(during);

-- name: ToAsk :many
-- Accepted shifts whose confirmation is due to be asked for. Who accepted near
-- that time has just said so.
SELECT h.id, h.brand_id, h.agent_id, h.request_id, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, h.kind
FROM matching.shift h
WHERE h.state = 'accepted' AND lower(h.during) > @after::timestamptz AND lower(h.during) <= @until::timestamptz
  AND h.decided_at <= lower(h.during) - make_interval(secs => @settled_s::int)
  AND NOT EXISTS (SELECT 1 FROM matching.confirmation c WHERE c.shift_id = h.id AND c.hours = @hours)
ORDER BY lower(h.during) LIMIT @most;

-- name: AskConfirmation :execrows
INSERT INTO matching.confirmation (shift_id, hours, brand_id, asked_at, due_at) VALUES (@shift_id, @hours, @brand_id, @asked_at, @due_at)
ON CONFLICT DO NOTHING;

-- name: ToRemind :many
SELECT c.shift_id, c.hours, c.due_at, h.brand_id, h.agent_id, h.request_id, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends
FROM matching.confirmation c JOIN matching.shift h ON h.id = c.shift_id
WHERE c.hours = @hours AND c.answered_at IS NULL AND c.missed_at IS NULL AND c.second_at IS NULL AND c.asked_at <= @asked_before
  AND h.state = 'accepted' AND lower(h.during) > @now::timestamptz
ORDER BY c.asked_at LIMIT @most FOR UPDATE OF c SKIP LOCKED;

-- name: Remind :execrows
UPDATE matching.confirmation SET second_at = @second_at, due_at = @due_at
WHERE shift_id = @shift_id AND hours = @hours AND second_at IS NULL AND answered_at IS NULL;

-- name: Unanswered :many
SELECT c.shift_id FROM matching.confirmation c JOIN matching.shift h ON h.id = c.shift_id
WHERE c.answered_at IS NULL AND c.missed_at IS NULL AND c.second_at IS NOT NULL AND c.due_at <= @now
  AND h.state = 'accepted' AND lower(h.during) > @now::timestamptz
ORDER BY c.due_at LIMIT @most;

-- name: OpenConfirmations :many
SELECT * FROM matching.confirmation WHERE shift_id = @shift_id AND answered_at IS NULL AND missed_at IS NULL ORDER BY hours FOR UPDATE;

-- name: MissConfirmations :exec
UPDATE matching.confirmation SET missed_at = @missed_at
WHERE shift_id = @shift_id AND answered_at IS NULL AND missed_at IS NULL AND due_at <= @missed_at::timestamptz AND second_at IS NOT NULL;

-- name: AnswerConfirmations :execrows
UPDATE matching.confirmation SET answered_at = @answered_at WHERE shift_id = @shift_id AND answered_at IS NULL AND missed_at IS NULL;

-- name: ConfirmationsOf :many
SELECT c.* FROM matching.confirmation c WHERE c.shift_id = ANY (@shift_ids::uuid[]) ORDER BY c.shift_id, c.hours DESC;

-- name: AddSwap :exec
INSERT INTO matching.swap (id, shift_id, brand_id, agent_id, colleague_id, against_id, state, why, asked_at, lapses_at)
VALUES (@id, @shift_id, @brand_id, @agent_id, @colleague_id, @against_id, 'open', @why, @asked_at, @lapses_at);

-- name: Swap :one
SELECT * FROM matching.swap WHERE id = @id;

-- name: LockSwap :one
SELECT * FROM matching.swap WHERE id = @id FOR UPDATE;

-- name: EndSwap :exec
UPDATE matching.swap SET state = @state, decided_at = @decided_at, taken_by = @taken_by WHERE id = @id AND state = 'open';

-- name: EndSwapsOf :many
-- A shift that is over for its holder cannot be given any more.
UPDATE matching.swap SET state = 'lapsed', decided_at = @decided_at WHERE state = 'open' AND (shift_id = @shift_id OR against_id = @shift_id) RETURNING id;

-- name: SwapsOf :many
-- An agent's own, and those that they could take: for them by name, or for all.
SELECT s.*, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, h.kind AS shift_kind, h.slot_id, h.request_id, r.event, r.timezone
FROM matching.swap s JOIN matching.shift h ON h.id = s.shift_id JOIN matching.request r ON r.id = h.request_id
WHERE (s.agent_id = @agent_id AND s.asked_at > @since OR s.state = 'open' AND (s.colleague_id = @agent_id OR s.colleague_id IS NULL AND s.agent_id <> @agent_id))
ORDER BY (s.state = 'open') DESC, lower(h.during), s.id LIMIT 200;

-- name: LapsedSwaps :many
SELECT id, agent_id, brand_id, shift_id FROM matching.swap WHERE state = 'open' AND lapses_at <= @now ORDER BY lapses_at LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: ShortSlots :many
-- Slots that begin soon or have begun, with an empty seat, to be tried now.
SELECT s.*, (s.need - (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('accepted', 'working')))::int AS missing,
    (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state = 'offered')::int AS asked
FROM matching.slot s JOIN matching.request r ON r.id = s.request_id
WHERE s.kind = 'work' AND s.starts <= @until AND s.ends > @least AND r.state IN ('booked', 'filling', 'filled', 'running')
  AND (s.backfill_at IS NULL OR s.backfill_at <= @now)
  AND s.need > (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('accepted', 'working'))
ORDER BY s.starts, s.id LIMIT @most;

-- name: TriedBackfill :execrows
-- Whoever moves the time on is the one who tries.
UPDATE matching.slot SET backfill_at = @again WHERE id = @id AND (backfill_at IS NULL OR backfill_at <= @now::timestamptz);

-- name: Ready :many
-- Who is paid to be ready at a time for a brand, and was not called yet.
SELECT h.id, h.agent_id FROM matching.shift h
WHERE h.brand_id = @brand_id AND h.kind = 'standby' AND h.state IN ('accepted', 'working') AND h.during @> @at::timestamptz
ORDER BY h.id LIMIT 200;

-- name: FreeFor :many
-- Who said that they are free for a whole time and holds nothing in it; when
-- they are too many to look at, others for each slot.
SELECT a.agent_id FROM matching.availability a
WHERE a.during @> tstzrange(@starts::timestamptz, @ends::timestamptz)
  AND NOT EXISTS (SELECT FROM matching.shift h WHERE h.agent_id = a.agent_id AND h.state IN ('offered', 'accepted', 'working')
    AND h.during && tstzrange(@starts::timestamptz, @ends::timestamptz))
ORDER BY hashtext(a.agent_id::text || @salt::text) LIMIT @most;

-- name: AddCompensation :execrows
INSERT INTO matching.compensation (shift_id, brand_id, agent_id, notice_s, share_bp, amount_minor, currency, at)
VALUES (@shift_id, @brand_id, @agent_id, @notice_s, @share_bp, @amount_minor, @currency, @at) ON CONFLICT DO NOTHING;

-- name: CompensationsOf :many
SELECT * FROM matching.compensation WHERE shift_id = ANY (@shift_ids::uuid[]);

-- name: SlotsHeld :many
-- A request's slots with who holds them, in counts.
SELECT s.*, count(h.id) FILTER (WHERE h.state = 'offered')::int AS offered, count(h.id) FILTER (WHERE h.state IN ('accepted', 'working', 'done'))::int AS accepted,
    coalesce(max(h.rate_minor) FILTER (WHERE h.state IN ('accepted', 'working')), 0)::bigint AS dearest_minor
FROM matching.slot s LEFT JOIN matching.shift h ON h.slot_id = s.id
WHERE s.request_id = @request_id GROUP BY s.id ORDER BY s.starts, s.kind DESC, s.ends, s.id;

-- name: AddAppeal :execrows
INSERT INTO matching.appeal (id, shift_id, brand_id, agent_id, mark, words, filed_at, state)
VALUES (@id, @shift_id, @brand_id, @agent_id, @mark, @words, @filed_at, 'open') ON CONFLICT (shift_id) DO NOTHING;

-- name: LockAppeal :one
SELECT * FROM matching.appeal WHERE id = @id FOR UPDATE;

-- name: DecideAppeal :exec
UPDATE matching.appeal SET state = @state, person_id = @person_id, answer = @answer, decided_at = @decided_at WHERE id = @id;

-- name: AppealsOf :many
SELECT * FROM matching.appeal WHERE shift_id = ANY (@shift_ids::uuid[]);

-- name: Appeals :many
-- What operators decide, the oldest open one first.
SELECT a.*, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, r.event
FROM matching.appeal a JOIN matching.shift h ON h.id = a.shift_id JOIN matching.request r ON r.id = h.request_id
WHERE @all_of_them::bool OR a.state = 'open'
ORDER BY (a.state = 'open') DESC, a.filed_at, a.id LIMIT 200;

-- name: Records :many
-- What each agent did with what they held, in counts: all that a score knows.
SELECT h.agent_id,
    count(*) FILTER (WHERE h.state = 'done' AND h.kind = 'work')::int AS worked,
    count(*) FILTER (WHERE h.state = 'done' AND h.kind = 'standby')::int AS stood_by,
    count(*) FILTER (WHERE h.state = 'no_show')::int AS no_show,
    count(*) FILTER (WHERE h.state = 'released' AND h.cause = 'late')::int AS late,
    count(*) FILTER (WHERE h.state = 'released' AND h.cause = 'unconfirmed')::int AS unconfirmed
FROM matching.shift h
WHERE (@everybody::bool OR h.agent_id = ANY (@agents::uuid[])) AND lower(h.during) >= @since::timestamptz AND h.state IN ('done', 'no_show', 'released')
  AND NOT EXISTS (SELECT 1 FROM matching.appeal a WHERE a.shift_id = h.id AND a.state = 'upheld')
GROUP BY h.agent_id ORDER BY h.agent_id;

-- name: Marks :many
-- The shifts that count against an agent, with the appeal if there is one.
SELECT h.id, h.state, h.cause, h.brand_id, lower(h.during)::timestamptz AS starts, upper(h.during)::timestamptz AS ends, r.event,
    coalesce(a.state, '') AS appeal, coalesce(a.words, '') AS words, coalesce(a.answer, '') AS answer
FROM matching.shift h JOIN matching.request r ON r.id = h.request_id LEFT JOIN matching.appeal a ON a.shift_id = h.id
WHERE h.agent_id = @agent_id AND lower(h.during) >= @since::timestamptz
  AND (h.state = 'no_show' OR h.state = 'released' AND h.cause IN ('late', 'unconfirmed'))
ORDER BY lower(h.during) DESC LIMIT 100;

-- name: PutChoice :exec
INSERT INTO matching.choice (brand_id, agent_id, kind, why, person_id, at) VALUES (@brand_id, @agent_id, @kind, @why, @person_id, @at)
ON CONFLICT (brand_id, agent_id) DO UPDATE SET kind = EXCLUDED.kind, why = EXCLUDED.why, person_id = EXCLUDED.person_id, at = EXCLUDED.at;

-- name: DropChoice :execrows
DELETE FROM matching.choice WHERE brand_id = @brand_id AND agent_id = @agent_id;

-- name: ChoicesOf :many
SELECT * FROM matching.choice WHERE brand_id = @brand_id ORDER BY agent_id;

-- name: ChoicesAbout :many
SELECT brand_id, kind FROM matching.choice WHERE agent_id = @agent_id;

-- name: WorkedLately :many
-- Who has worked for a brand since then.
SELECT DISTINCT h.agent_id FROM matching.shift h
WHERE h.brand_id = @brand_id AND h.kind = 'work' AND h.state = 'done' AND upper(h.during) > @since::timestamptz;

-- name: WorkedFor :many
-- Who held a seat of a brand's, with what came of it.
SELECT h.agent_id, count(*) FILTER (WHERE h.state = 'done')::int AS worked, coalesce(sum(h.worked_s), 0)::bigint AS worked_s,
    count(*) FILTER (WHERE h.state = 'no_show')::int AS no_show, count(*) FILTER (WHERE h.state IN ('accepted', 'working'))::int AS ahead,
    max(lower(h.during))::timestamptz AS last
FROM matching.shift h WHERE h.brand_id = @brand_id AND h.kind = 'work' AND h.state IN ('accepted', 'working', 'done', 'no_show')
GROUP BY h.agent_id ORDER BY max(lower(h.during)) DESC, h.agent_id LIMIT 500;

-- name: Suspend :execrows
INSERT INTO matching.suspension (id, agent_id, why, person_id, at) VALUES (@id, @agent_id, @why, @person_id, @at) ON CONFLICT DO NOTHING;

-- name: Lift :execrows
UPDATE matching.suspension SET lifted_at = @lifted_at, lifted_by = @lifted_by, lifted_why = @lifted_why WHERE agent_id = @agent_id AND lifted_at IS NULL;

-- name: Suspended :many
SELECT agent_id, why, at FROM matching.suspension WHERE lifted_at IS NULL AND (@everybody::bool OR agent_id = ANY (@agents::uuid[])) ORDER BY agent_id;

-- name: PutCalendar :exec
INSERT INTO matching.calendar (agent_id, token_sha, made_at) VALUES (@agent_id, @token_sha, @made_at)
ON CONFLICT (agent_id) DO UPDATE SET token_sha = EXCLUDED.token_sha, made_at = EXCLUDED.made_at, read_at = NULL;

-- name: CalendarBy :one
UPDATE matching.calendar SET read_at = @read_at WHERE token_sha = @token_sha RETURNING agent_id;

-- name: CalendarOf :one
SELECT made_at, read_at FROM matching.calendar WHERE agent_id = @agent_id;

-- name: DropCalendar :exec
DELETE FROM matching.calendar WHERE agent_id = @agent_id;

-- name: CountMoves :many
SELECT shift_id, count(*)::int AS n, max(at)::timestamptz AS last FROM matching.shift_move WHERE shift_id = ANY (@shift_ids::uuid[]) GROUP BY shift_id;

-- name: Notify :exec
INSERT INTO matching.notification (id, brand_id, agent_id, kind, shift_id, request_id, person_id, why, about, at)
VALUES (@id, @brand_id, @agent_id, @kind, @shift_id, @request_id, @person_id, @why, @about, @at);

-- name: NotifyOffers :exec
-- The offers of a plan, in one statement.
INSERT INTO matching.notification (id, brand_id, agent_id, kind, shift_id, request_id, why, about, at)
SELECT unnest(@ids::uuid[]), @brand_id, unnest(@agent_ids::uuid[]), 'offered', unnest(@shift_ids::uuid[]), @request_id, @why, unnest(@abouts::text[])::jsonb, @at;

-- name: NotificationsOfAgent :many
SELECT * FROM matching.notification
WHERE agent_id = @agent_id AND (at, id) < (@before::timestamptz, @before_id::uuid) ORDER BY at DESC, id DESC LIMIT @most;

-- name: NotificationsOfBrand :many
SELECT * FROM matching.notification
WHERE brand_id = @brand_id AND agent_id IS NULL AND (at, id) < (@before::timestamptz, @before_id::uuid) ORDER BY at DESC, id DESC LIMIT @most;

-- name: UnreadOfAgent :one
SELECT count(*)::int FROM matching.notification WHERE agent_id = @agent_id AND read_at IS NULL;

-- name: UnreadOfBrand :one
SELECT count(*)::int FROM matching.notification WHERE brand_id = @brand_id AND agent_id IS NULL AND read_at IS NULL;

-- name: ReadOfAgent :exec
UPDATE matching.notification SET read_at = @read_at WHERE agent_id = @agent_id AND read_at IS NULL AND (@everything::bool OR id = @id);

-- name: ReadOfBrand :exec
UPDATE matching.notification SET read_at = @read_at WHERE brand_id = @brand_id AND agent_id IS NULL AND read_at IS NULL AND (@everything::bool OR id = @id);

-- name: AllowParts :exec
UPDATE matching.request SET in_parts = @in_parts WHERE id = @id;

-- name: OpenPart :one
-- Of a booked slot and what was split off it: the one with an empty seat over a
-- whole time, the one that was asked for first, then the shortest.
SELECT s.* FROM matching.slot s
WHERE (s.id = @whole OR s.part_of = @whole) AND s.starts > @now AND s.starts <= @from_at AND s.ends >= @till
  AND s.need > (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state IN ('offered', 'accepted', 'working', 'done'))
ORDER BY (s.id <> @asked), s.ends - s.starts, s.id LIMIT 1;

-- name: AddPart :one
-- One more seat of a part of a slot, as the slot's own are.
INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require, priority, kind, price, part_of)
SELECT @id, s.request_id, s.brand_id, @starts, @ends, 1, s.require, s.priority, s.kind, s.price, s.id FROM matching.slot s WHERE s.id = @whole
ON CONFLICT (part_of, starts, ends) WHERE part_of IS NOT NULL DO UPDATE SET need = matching.slot.need + 1
RETURNING id;

-- name: ShortenOffer :exec
-- An offer of which only a part is taken; shorter only, so that it cannot run
-- into another shift.
UPDATE matching.shift SET slot_id = @slot_id, during = during * tstzrange(@starts::timestamptz, @ends::timestamptz), rate_minor = @rate_minor, reason = @reason
WHERE id = @id AND state = 'offered';

-- name: LeavePart :exec
-- What an agent left of a seat is turned down by them: no plan offers it to them.
INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, offered_at, lapses_at, decided_at, kind, origin)
VALUES (@id, @slot_id, @request_id, @brand_id, @agent_id, tstzrange(@starts::timestamptz, @ends::timestamptz), 'declined', @rate_minor, @currency, @now, @now, @now, @kind, @origin);
