-- name: PutArticle :one
-- The next version of an article; two writers at once get two versions.
INSERT INTO knowledge.article (brand_id, id, version, state, doc, why, by_whom, at, decided_by, decided_at)
SELECT @brand_id, @id, coalesce(max(version), 0) + 1, @state, @doc, @why, @by_whom, @at::timestamptz, @by_whom,
       CASE WHEN @state::text = 'approved' THEN @at::timestamptz END
FROM knowledge.article WHERE brand_id = @brand_id AND id = @id
RETURNING version;

-- name: Articles :many
-- The newest approved version of each, unless it was retired since.
SELECT DISTINCT ON (id) id, version, state, doc, by_whom, at FROM knowledge.article
WHERE brand_id = @brand_id AND state IN ('approved', 'retired') ORDER BY id, version DESC;

-- name: Article :one
SELECT * FROM knowledge.article WHERE brand_id = @brand_id AND id = @id AND state IN ('approved', 'retired') ORDER BY version DESC LIMIT 1;

-- name: History :many
SELECT version, state, why, by_whom, at FROM knowledge.article WHERE brand_id = @brand_id AND id = @id ORDER BY version DESC;

-- name: Proposals :many
SELECT * FROM knowledge.article WHERE brand_id = @brand_id AND state = 'proposed' ORDER BY at DESC LIMIT 200;

-- name: Decide :execrows
UPDATE knowledge.article SET state = @state, decided_by = @decided_by, decided_at = @decided_at
WHERE brand_id = @brand_id AND id = @id AND version = @version AND state = 'proposed';

-- name: PutPhrasing :exec
INSERT INTO knowledge.phrasing (brand_id, text, article, intent, lang) VALUES (@brand_id, @text, @article, @intent, @lang)
ON CONFLICT (brand_id, text) DO UPDATE SET article = EXCLUDED.article, intent = EXCLUDED.intent, lang = EXCLUDED.lang;

-- name: Phrasings :many
SELECT text, article, intent, lang FROM knowledge.phrasing WHERE brand_id = @brand_id ORDER BY n;

-- name: AddUnanswered :exec
INSERT INTO knowledge.unanswered (brand_id, chat_id, seq, text, nearest, at) VALUES (@brand_id, @chat_id, @seq, @text, @nearest, @at)
ON CONFLICT DO NOTHING;

-- name: Unanswered :many
SELECT * FROM knowledge.unanswered WHERE brand_id = @brand_id ORDER BY at DESC LIMIT 500;

-- name: PutProfile :exec
INSERT INTO knowledge.profile (brand_id, yaml) VALUES (@brand_id, @yaml) ON CONFLICT (brand_id) DO UPDATE SET yaml = EXCLUDED.yaml;

-- name: Profile :one
SELECT yaml FROM knowledge.profile WHERE brand_id = @brand_id;

-- name: Version :one
SELECT coalesce(max(n), 0)::bigint FROM knowledge.version WHERE brand_id = @brand_id;

-- name: Bump :exec
INSERT INTO knowledge.version (brand_id, n) VALUES (@brand_id, 1) ON CONFLICT (brand_id) DO UPDATE SET n = knowledge.version.n + 1;
