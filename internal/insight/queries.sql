-- name: Claim :execrows
-- The same fact again changes nothing.
INSERT INTO insight.heard (fact_id, at) VALUES (@fact_id, @at) ON CONFLICT DO NOTHING;

-- name: MeetChat :exec
INSERT INTO insight.chat (chat_id, brand_id) VALUES (@chat_id, @brand_id) ON CONFLICT DO NOTHING;

-- name: LockChat :one
-- One fact of a conversation at a time: what it adds is the difference between
-- the row before and the row after.
SELECT * FROM insight.chat WHERE chat_id = @chat_id FOR UPDATE;

-- name: KeepChat :exec
UPDATE insight.chat SET channel = @channel, shopper_ref = @shopper_ref, open_epoch = @open_epoch, closed_epoch = @closed_epoch,
    queued_at = @queued_at, taken_at = @taken_at, waited_ms = @waited_ms, closed_at = @closed_at, outcome = @outcome,
    handed_at = @handed_at, human_at = @human_at, csat = @csat, scored_at = @scored_at
WHERE chat_id = @chat_id;

-- name: AddTouch :exec
INSERT INTO insight.touch (chat_id, seq, brand_id, shopper_ref, channel, at) VALUES (@chat_id, @seq, @brand_id, @shopper_ref, @channel, @at)
ON CONFLICT DO NOTHING;

-- name: OneByOne :exec
-- A touch and an order of one shopper that are written in at the same moment
-- would each miss the other: they take turns.
SELECT pg_advisory_xact_lock(hashtextextended('insight:' || @brand_id::uuid || ':' || @shopper_ref::text, 0));

-- name: TouchBefore :one
-- The last touch of a shopper in a stretch of time.
SELECT chat_id, channel FROM insight.touch
WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref AND at >= @from_at AND at <= @till_at
ORDER BY at DESC LIMIT 1;

-- name: MeetOrder :exec
INSERT INTO insight.paid (brand_id, order_ref) VALUES (@brand_id, @order_ref) ON CONFLICT DO NOTHING;

-- name: LockOrder :one
SELECT * FROM insight.paid WHERE brand_id = @brand_id AND order_ref = @order_ref FOR UPDATE;

-- name: KeepOrder :exec
UPDATE insight.paid SET shopper_ref = @shopper_ref, paid_at = @paid_at, net_minor = @net_minor, refunded_minor = @refunded_minor,
    chat_id = @chat_id, channel = @channel
WHERE brand_id = @brand_id AND order_ref = @order_ref;

-- name: Unassisted :many
-- Orders of a shopper that no touch was known for when they were paid.
SELECT order_ref FROM insight.paid
WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref AND chat_id IS NULL AND paid_at >= @from_at AND paid_at <= @till_at
ORDER BY order_ref;

-- name: AddHit :exec
INSERT INTO insight.hit (fact_id, brand_id, chat_id, rule, level, author, at)
VALUES (@fact_id, @brand_id, @chat_id, @rule, @level, @author, @at) ON CONFLICT DO NOTHING;

-- name: AddSale :exec
INSERT INTO insight.sale (request_id, brand_id, name, starts, ends) VALUES (@request_id, @brand_id, @name, @starts, @ends)
ON CONFLICT (request_id) DO UPDATE SET name = EXCLUDED.name, starts = EXCLUDED.starts, ends = EXCLUDED.ends;

-- name: SalesOn :many
-- Events under way at a moment.
SELECT * FROM insight.sale WHERE brand_id = ANY (@brands::uuid[]) AND starts <= @at AND ends > @at ORDER BY starts;

-- name: LastSale :many
-- The event that ended last, when none is under way.
SELECT * FROM insight.sale WHERE brand_id = ANY (@brands::uuid[]) AND starts <= @at ORDER BY starts DESC LIMIT 1;

-- name: Add :exec
-- Sorted by the caller, so that two facts lock the counters in one order.
INSERT INTO insight.count (brand_id, grain, at, channel, metric, n)
SELECT @brand_id::uuid, unnest(@grains::smallint[]), unnest(@ats::timestamptz[]), unnest(@channels::text[]), unnest(@metrics::text[]), unnest(@ns::bigint[])
ON CONFLICT (brand_id, grain, at, channel, metric) DO UPDATE SET n = insight.count.n + EXCLUDED.n;

-- name: Bump :exec
INSERT INTO insight.revision (brand_id, n) VALUES (@brand_id, 1) ON CONFLICT (brand_id) DO UPDATE SET n = insight.revision.n + 1;

-- name: Revisions :many
SELECT brand_id, n FROM insight.revision;

-- name: Sums :many
-- Minutes before @whole and from @ragged on, whole hours between them.
SELECT brand_id, metric, sum(n)::bigint AS n FROM insight.count
WHERE brand_id = ANY (@brands::uuid[]) AND ((grain = 1 AND (at >= @from_at AND at < @whole OR at >= @ragged AND at < @till_at))
   OR (grain = 60 AND at >= @whole AND at < @ragged))
GROUP BY brand_id, metric;

-- name: Minutes :many
-- Charts: one line a minute and metric, without the waits second by second.
SELECT at, metric, sum(n)::bigint AS n FROM insight.count
WHERE brand_id = ANY (@brands::uuid[]) AND grain = 1 AND at >= @from_at AND metric NOT LIKE '%:%'
GROUP BY at, metric ORDER BY at;

-- name: Waits :many
SELECT at, metric, sum(n)::bigint AS n FROM insight.count
WHERE brand_id = ANY (@brands::uuid[]) AND grain = 1 AND at >= @from_at AND metric LIKE 'wait:%'
GROUP BY at, metric ORDER BY at;

-- name: PutGauge :exec
INSERT INTO insight.gauge (brand_id, at, bot, waiting, human, available) VALUES (@brand_id, @at, @bot, @waiting, @human, @available)
ON CONFLICT (brand_id, at) DO UPDATE SET bot = EXCLUDED.bot, waiting = EXCLUDED.waiting, human = EXCLUDED.human, available = EXCLUDED.available;

-- name: Gauges :many
SELECT at, sum(bot)::bigint AS bot, sum(waiting)::bigint AS waiting, sum(human)::bigint AS human, sum(available)::bigint AS available
FROM insight.gauge WHERE brand_id = ANY (@brands::uuid[]) AND at >= @from_at GROUP BY at ORDER BY at;

-- name: Ended :many
-- The conversations under a number of ended ones, newest first.
SELECT chat_id, closed_at::timestamptz AS at FROM insight.chat
WHERE brand_id = ANY (@brands::uuid[]) AND closed_epoch > open_epoch AND closed_at >= @from_at AND (closed_at, chat_id) < (@before::timestamptz, @before_id::uuid)
  AND (@outcomes::text[] = '{}' OR outcome = ANY (@outcomes::text[]))
  AND (NOT @handed::boolean OR handed_at IS NOT NULL)
ORDER BY closed_at DESC, chat_id DESC LIMIT @most;

-- name: Taken :many
-- The conversations under a number of waits; late alone when asked.
SELECT chat_id, taken_at::timestamptz AS at FROM insight.chat
WHERE brand_id = ANY (@brands::uuid[]) AND taken_at >= @from_at AND (taken_at, chat_id) < (@before::timestamptz, @before_id::uuid) AND waited_ms > @longer_ms
ORDER BY taken_at DESC, chat_id DESC LIMIT @most;

-- name: Scored :many
SELECT chat_id, scored_at::timestamptz AS at FROM insight.chat
WHERE brand_id = ANY (@brands::uuid[]) AND csat IS NOT NULL AND csat <= @worst AND scored_at >= @from_at AND (scored_at, chat_id) < (@before::timestamptz, @before_id::uuid)
ORDER BY scored_at DESC, chat_id DESC LIMIT @most;

-- name: Hits :many
SELECT chat_id, max(at)::timestamptz AS at FROM insight.hit
WHERE brand_id = ANY (@brands::uuid[]) AND at >= @from_at GROUP BY chat_id HAVING (max(at), chat_id) < (@before::timestamptz, @before_id::uuid)
ORDER BY 2 DESC, 1 DESC LIMIT @most;

-- name: Assisted :many
SELECT chat_id, max(paid_at)::timestamptz AS at FROM insight.paid
WHERE brand_id = ANY (@brands::uuid[]) AND chat_id IS NOT NULL AND paid_at >= @from_at
GROUP BY chat_id HAVING (max(paid_at), chat_id) < (@before::timestamptz, @before_id::uuid)
ORDER BY 2 DESC, 1 DESC LIMIT @most;
