-- name: Drawn :many
-- What was drawn for a second look: what nobody looked at first, the newest
-- first in each half. Without a brand: of all that the caller's scope shows.
SELECT r.*, (l.chat_id IS NOT NULL)::bool AS looked, coalesce(l.person_id, '00000000-0000-0000-0000-000000000000')::uuid AS looker, coalesce(l.at, r.at)::timestamptz AS looked_at,
    (SELECT count(*) FROM training.review_item i WHERE i.chat_id = r.chat_id AND i.epoch = r.epoch) AS rows,
    (SELECT count(*) FROM training.review_item i JOIN training.second_look_row s ON s.chat_id = i.chat_id AND s.epoch = i.epoch AND s.place = i.place
        WHERE i.chat_id = r.chat_id AND i.epoch = r.epoch
          AND s.saw = CASE WHEN i.got = i.points THEN 'full' WHEN i.got = 0 THEN 'none' ELSE 'part' END) AS alike
FROM training.review r LEFT JOIN training.second_look l ON l.chat_id = r.chat_id AND l.epoch = r.epoch
WHERE r.by_person ORDER BY l.chat_id IS NOT NULL, r.at DESC, r.chat_id LIMIT @most;

-- name: Agreement :many
-- Row by row of the rubric: how often a person saw what the rules saw, and who
-- was harder where they did not.
SELECT split_part(i.item, ':', 1)::text AS item, count(*) AS looked,
    count(*) FILTER (WHERE x.ours = x.theirs) AS alike,
    count(*) FILTER (WHERE x.theirs < x.ours) AS harder,
    count(*) FILTER (WHERE x.theirs > x.ours) AS softer
FROM training.second_look_row s
JOIN training.review_item i ON i.chat_id = s.chat_id AND i.epoch = s.epoch AND i.place = s.place,
LATERAL (SELECT CASE WHEN i.got = i.points THEN 2 WHEN i.got = 0 THEN 0 ELSE 1 END AS ours,
                CASE s.saw WHEN 'full' THEN 2 WHEN 'none' THEN 0 ELSE 1 END AS theirs) x
GROUP BY 1 ORDER BY 1;

-- name: Looked :many
-- What a person saw in each row of one review.
SELECT place, saw, note FROM training.second_look_row WHERE chat_id = @chat_id AND epoch = @epoch ORDER BY place;

-- name: AddLook :execrows
INSERT INTO training.second_look (chat_id, epoch, brand_id, person_id, at) VALUES (@chat_id, @epoch, @brand_id, @person_id, @at)
ON CONFLICT (chat_id, epoch) DO NOTHING;

-- name: AddLookRows :exec
INSERT INTO training.second_look_row (chat_id, epoch, place, brand_id, saw, note)
SELECT @chat_id, @epoch, unnest(@places::int[]), @brand_id, unnest(@saws::text[]), unnest(@notes::text[]);
