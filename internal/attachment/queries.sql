-- name: Keep :one
-- The same key sent twice is one attachment, the first.
INSERT INTO attachment.kept (id, brand_id, chat_id, key, media_type, width, height, hash, body, words, at)
VALUES (@id, @brand_id, @chat_id, @key, @media_type, @width, @height, @hash, @body, @words, @at)
ON CONFLICT (chat_id, key) DO UPDATE SET key = EXCLUDED.key
RETURNING id;

-- name: CountOf :one
SELECT count(*) FROM attachment.kept WHERE chat_id = @chat_id;

-- name: Attachment :one
-- By its id alone: the id is the key that opens it.
SELECT id, media_type, body, at FROM attachment.kept WHERE id = @id;

-- name: About :many
SELECT id, media_type, hash, words FROM attachment.kept WHERE brand_id = @brand_id AND id = ANY (@ids::uuid[]);

-- name: PutLook :exec
INSERT INTO attachment.look (brand_id, product_id, hash, at) VALUES (@brand_id, @product_id, @hash, @at) ON CONFLICT DO NOTHING;

-- name: Looks :many
SELECT product_id, hash FROM attachment.look WHERE brand_id = @brand_id ORDER BY product_id, hash;
