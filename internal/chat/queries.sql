-- name: AddChat :exec
INSERT INTO chat.chat (id, brand_id, shopper_id, shopper_ref, channel, locale, page_url, order_ref, state, opened_at)
VALUES (@id, @brand_id, @shopper_id, @shopper_ref, @channel, @locale, @page_url, @order_ref, 'bot', @opened_at);

-- name: Chat :one
SELECT * FROM chat.chat WHERE id = @id;

-- name: LockChat :one
-- One writer a chat at a time: seq stays without gaps, and the owner token is
-- read and used under the same lock.
SELECT * FROM chat.chat WHERE id = @id FOR UPDATE;

-- name: Sent :one
SELECT * FROM chat.message WHERE chat_id = @chat_id AND author = @author AND key = @key;

-- name: AddMessage :exec
INSERT INTO chat.message (chat_id, seq, brand_id, author, agent_id, key, text, extra, substantive, at)
VALUES (@chat_id, @seq, @brand_id, @author, @agent_id, @key, @text, @extra, @substantive, @at);

-- name: Heard :exec
UPDATE chat.chat SET last_seq = @seq,
    shopper_at = CASE WHEN @author::text = 'shopper' THEN @at ELSE shopper_at END,
    reply_at = CASE WHEN @author::text IN ('bot', 'agent') THEN @at ELSE reply_at END,
    answered_at = CASE WHEN @author::text IN ('bot', 'agent') AND @substantive::bool THEN coalesce(answered_at, @at) ELSE answered_at END,
    human_at = CASE WHEN @author::text = 'agent' AND @substantive::bool THEN coalesce(human_at, @at) ELSE human_at END
WHERE id = @id;

-- name: Since :many
SELECT * FROM chat.message WHERE chat_id = @chat_id AND seq > @after ORDER BY seq LIMIT @most;

-- name: Move :exec
UPDATE chat.chat SET state = @state, epoch = @epoch, agent_id = @agent_id, shift_id = @shift_id,
    waiting_since = sqlc.narg('waiting_since'), closed_at = sqlc.narg('closed_at'), close_reason = @close_reason, outcome = @outcome,
    handed_at = coalesce(handed_at, sqlc.narg('waiting_since')),
    taken_at = CASE WHEN @state::text = 'human' THEN coalesce(taken_at, @at) ELSE taken_at END
WHERE id = @id;

-- name: AddMove :exec
INSERT INTO chat.move (chat_id, epoch, brand_id, from_state, to_state, agent_id, why, at)
VALUES (@chat_id, @epoch, @brand_id, @from_state, @to_state, @agent_id, @why, @at);

-- name: Moves :many
SELECT * FROM chat.move WHERE chat_id = @chat_id ORDER BY epoch;

-- name: SetNeed :exec
UPDATE chat.chat SET reason = @reason, priority = @priority, need = @need, handoff = @handoff WHERE id = @id;

-- name: Describe :exec
-- What the text engine made of the conversation so far.
UPDATE chat.chat SET intent = @intent, tags = @tags, sentiment = @sentiment,
    order_ref = CASE WHEN @order_ref::text <> '' THEN @order_ref ELSE order_ref END
WHERE id = @id;

-- name: Feel :exec
-- How some shoppers sound now. Rows are locked in one order, because others
-- lock several too.
UPDATE chat.chat c SET sentiment = m.mood
FROM (SELECT x.id, x.mood FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@moods::real[]) AS mood) x JOIN chat.chat l ON l.id = x.id ORDER BY l.id FOR UPDATE OF l) m
WHERE c.id = m.id;

-- name: Score :execrows
UPDATE chat.chat SET csat = @csat WHERE id = @id;

-- name: Queue :many
SELECT * FROM chat.chat WHERE state = 'waiting' ORDER BY priority DESC, waiting_since, id LIMIT @most;

-- name: QueueHeads :many
-- Who is first in line at each brand: a brand whose line is long stands before
-- nobody else's.
SELECT c.* FROM (SELECT DISTINCT brand_id FROM chat.chat WHERE state = 'waiting') b
CROSS JOIN LATERAL (
    SELECT * FROM chat.chat WHERE state = 'waiting' AND brand_id = b.brand_id ORDER BY priority DESC, waiting_since, id LIMIT @each
) c
ORDER BY c.priority DESC, c.waiting_since, c.id;

-- name: Place :one
-- How many wait in front of this one, in the same brand.
SELECT count(*) FROM chat.chat o, chat.chat c
WHERE c.id = @id AND o.brand_id = c.brand_id AND o.state = 'waiting' AND o.id <> c.id
  AND (o.priority > c.priority OR o.priority = c.priority AND o.waiting_since < c.waiting_since);

-- name: HeldBy :many
SELECT * FROM chat.chat WHERE state = 'human' AND agent_id = @agent_id ORDER BY taken_at, id;

-- name: Silent :many
-- Open conversations that nobody wrote in since a moment.
SELECT * FROM chat.chat
WHERE state IN ('bot', 'human') AND coalesce(shopper_at, opened_at) < @before AND coalesce(reply_at, opened_at) < @before
ORDER BY opened_at LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: Recent :many
SELECT * FROM chat.chat
WHERE brand_id = @brand_id AND (opened_at, id) < (@before, @before_id::uuid)
  AND (@state::text = '' OR state = @state)
ORDER BY opened_at DESC, id DESC LIMIT @most;

-- name: OfShopper :many
SELECT * FROM chat.chat WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref ORDER BY opened_at DESC LIMIT @most;

-- name: HeldCounts :many
SELECT agent_id, count(*) AS n FROM chat.chat WHERE state = 'human' GROUP BY agent_id;

-- name: LastAgent :one
-- Who answered a conversation's shopper last time; a guest has no last time.
SELECT m.agent_id FROM chat.chat now JOIN chat.chat c ON c.brand_id = now.brand_id AND c.shopper_ref = now.shopper_ref
JOIN chat.message m ON m.chat_id = c.id AND m.author = 'agent'
WHERE now.id = @id AND now.shopper_ref <> ''
ORDER BY m.at DESC LIMIT 1;

-- name: Unanswered :many
-- Conversations of the bot whose last word is the shopper's and has waited.
SELECT * FROM chat.chat WHERE state = 'bot' AND shopper_at < @before AND (reply_at IS NULL OR reply_at < shopper_at)
ORDER BY shopper_at LIMIT @most;

-- name: OpenCounts :many
-- Open conversations by brand and holder, and since when the first one waits.
SELECT brand_id, state, count(*) AS n, coalesce(min(waiting_since), 'epoch')::timestamptz AS oldest
FROM chat.chat WHERE state <> 'closed' GROUP BY brand_id, state;

-- name: Some :many
SELECT * FROM chat.chat WHERE id = ANY (@ids::uuid[]);

-- name: OnFloor :many
SELECT * FROM chat.chat WHERE state IN ('waiting', 'human') ORDER BY state <> 'waiting', priority DESC, coalesce(waiting_since, shopper_at, opened_at), id LIMIT @most;

-- name: Arrivals :many
-- How many conversations began in each step of a stretch, by channel.
SELECT channel, date_bin(make_interval(secs => @step_s::float8), opened_at, @from_at::timestamptz)::timestamptz AS start, count(*) AS n
FROM chat.chat WHERE brand_id = @brand_id AND opened_at >= @from_at::timestamptz AND opened_at < @till::timestamptz
GROUP BY 1, 2 ORDER BY 2, 1;
