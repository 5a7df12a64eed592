-- name: AddReview :execrows
-- Scored twice is scored once.
INSERT INTO training.review (chat_id, epoch, brand_id, agent_id, procedure_id, score, by_person, at)
VALUES (@chat_id, @epoch, @brand_id, @agent_id, @procedure_id, @score, @by_person, @at)
ON CONFLICT (chat_id, epoch) DO NOTHING;

-- name: AddReviewItem :exec
INSERT INTO training.review_item (chat_id, epoch, place, brand_id, item, points, got, seq, says, better)
VALUES (@chat_id, @epoch, @place, @brand_id, @item, @points, @got, @seq, @says, @better);

-- name: ReviewsOf :many
SELECT * FROM training.review WHERE agent_id = @agent_id ORDER BY at DESC, chat_id LIMIT @most;

-- name: Review :one
SELECT * FROM training.review WHERE chat_id = @chat_id AND epoch = @epoch;

-- name: LockReview :one
SELECT * FROM training.review WHERE chat_id = @chat_id AND epoch = @epoch FOR UPDATE;

-- name: ReviewItems :many
SELECT i.*, coalesce(a.state, '')::text AS appeal, coalesce(a.words, '')::text AS words, coalesce(a.answer, '')::text AS answer
FROM training.review_item i LEFT JOIN training.appeal a ON a.chat_id = i.chat_id AND a.epoch = i.epoch AND a.place = i.place
WHERE i.chat_id = @chat_id AND i.epoch = @epoch ORDER BY i.place;

-- name: SetReviewScore :exec
UPDATE training.review SET score = @score WHERE chat_id = @chat_id AND epoch = @epoch;

-- name: LiveQuality :one
-- The newest scores of an agent for a brand.
SELECT count(*) AS n, coalesce(avg(score), 0)::float8 AS mean
FROM (SELECT score FROM training.review WHERE agent_id = @agent_id AND brand_id = @brand_id ORDER BY at DESC LIMIT @most) AS newest;

-- name: RowsLost :many
-- Which rows of the rubric cost a brand's conversations how much.
SELECT split_part(item, ':', 1)::text AS item, count(*) AS marked, sum(points)::bigint AS points, sum(got)::bigint AS got
FROM training.review_item i JOIN training.review r ON r.chat_id = i.chat_id AND r.epoch = i.epoch
WHERE r.brand_id = @brand_id AND r.at > @since GROUP BY 1 ORDER BY 1;

-- name: AddAppeal :execrows
INSERT INTO training.appeal (chat_id, epoch, place, brand_id, agent_id, words, state, at)
VALUES (@chat_id, @epoch, @place, @brand_id, @agent_id, @words, 'open', @at)
ON CONFLICT (chat_id, epoch, place) DO NOTHING;

-- name: Appeals :many
SELECT a.*, i.item, i.points, i.got, i.seq, i.says, r.score FROM training.appeal a
JOIN training.review_item i ON i.chat_id = a.chat_id AND i.epoch = a.epoch AND i.place = a.place
JOIN training.review r ON r.chat_id = a.chat_id AND r.epoch = a.epoch
ORDER BY (a.state = 'open') DESC, a.at DESC LIMIT @most;

-- name: LockAppeal :one
SELECT * FROM training.appeal WHERE chat_id = @chat_id AND epoch = @epoch AND place = @place FOR UPDATE;

-- name: DecideAppeal :exec
UPDATE training.appeal SET state = @state, answer = @answer, decided_by = @decided_by, decided_at = @decided_at
WHERE chat_id = @chat_id AND epoch = @epoch AND place = @place;

-- name: AddAlike :exec
INSERT INTO training.alike (drill_id, other_id, brand_id, alike_bp, at) VALUES (@drill_id, @other_id, @brand_id, @alike_bp, @at)
ON CONFLICT (drill_id, other_id) DO NOTHING;

-- name: OthersDrills :many
-- Graded drills of other agents on the same procedure, newest first: what a
-- new one's own words are compared with.
SELECT id, agent_id, scenario FROM training.drill
WHERE brand_id = @brand_id AND procedure_id = @procedure_id AND agent_id <> @agent_id AND state IN ('passed', 'failed')
ORDER BY began_at DESC, id LIMIT @most;

-- name: MessagesOfDrills :many
SELECT drill_id, seq, text FROM training.message WHERE drill_id = ANY (@ids::uuid[]) AND author = 'agent' ORDER BY drill_id, seq;

-- name: Alikes :many
SELECT k.*, d.agent_id, o.agent_id AS other_agent, d.procedure_id, d.score,
    (SELECT coalesce(sum(m.pasted), 0)::bigint FROM training.message m WHERE m.drill_id = k.drill_id) AS pasted
FROM training.alike k JOIN training.drill d ON d.id = k.drill_id JOIN training.drill o ON o.id = k.other_id
ORDER BY (k.finding = '') DESC, k.at DESC LIMIT @most;

-- name: LockAlike :one
SELECT * FROM training.alike WHERE drill_id = @drill_id AND other_id = @other_id FOR UPDATE;

-- name: DecideAlike :exec
UPDATE training.alike SET finding = @finding, note = @note, decided_by = @decided_by, decided_at = @decided_at
WHERE drill_id = @drill_id AND other_id = @other_id;

-- name: PoorReviews :many
SELECT chat_id FROM training.review WHERE brand_id = @brand_id AND score < @below AND at > @since;

-- name: QualityByBrand :many
-- An agent's real conversations by brand.
SELECT brand_id, count(*) AS n, coalesce(avg(score), 0)::float8 AS mean FROM training.review WHERE agent_id = @agent_id AND at > @since GROUP BY brand_id;
