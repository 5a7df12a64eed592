-- name: Meet :one
-- One row a (brand, ref), whoever asks first.
INSERT INTO shopper.shopper (id, brand_id, ref, locale, first_seen, last_seen)
VALUES (@id, @brand_id, @ref, @locale, @now, @now)
ON CONFLICT (brand_id, ref) DO UPDATE SET last_seen = EXCLUDED.last_seen
RETURNING *;

-- name: Shopper :one
SELECT * FROM shopper.shopper WHERE id = @id AND brand_id = @brand_id;

-- name: TagsOf :many
SELECT tag, chat_id, seq, since FROM shopper.tag WHERE shopper_id = @shopper_id AND brand_id = @brand_id ORDER BY since, tag;

-- name: AddTag :exec
INSERT INTO shopper.tag (brand_id, shopper_id, tag, chat_id, seq, since)
VALUES (@brand_id, @shopper_id, @tag, @chat_id, @seq, @since)
ON CONFLICT (shopper_id, tag) DO NOTHING;
