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
SELECT * FROM knowledge.article WHERE brand_id = @brand_id AND id = @id ORDER BY version DESC LIMIT 100;

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

-- name: PutProfile :exec
INSERT INTO knowledge.profile (brand_id, yaml) VALUES (@brand_id, @yaml) ON CONFLICT (brand_id) DO UPDATE SET yaml = EXCLUDED.yaml;

-- name: Profile :one
SELECT yaml FROM knowledge.profile WHERE brand_id = @brand_id;

-- name: Version :one
SELECT coalesce(max(n), 0)::bigint FROM knowledge.version WHERE brand_id = @brand_id;

-- name: Bump :exec
INSERT INTO knowledge.version (brand_id, n) VALUES (@brand_id, 1) ON CONFLICT (brand_id) DO UPDATE SET n = knowledge.version.n + 1;

-- name: ArticleVersion :one
SELECT * FROM knowledge.article WHERE brand_id = @brand_id AND id = @id AND version = @version;

-- name: TeachPhrasing :exec
INSERT INTO knowledge.phrasing (brand_id, text, article, intent, lang, source, by_whom) VALUES (@brand_id, @text, @article, @intent, @lang, @source, @by_whom)
ON CONFLICT (brand_id, text) DO UPDATE SET article = EXCLUDED.article, intent = EXCLUDED.intent, lang = EXCLUDED.lang, source = EXCLUDED.source, by_whom = EXCLUDED.by_whom;

-- name: OpenQuestions :many
-- What was asked, not answered and not settled since, the newest first.
SELECT * FROM knowledge.unanswered WHERE brand_id = @brand_id AND settled_at IS NULL ORDER BY at DESC LIMIT 500;

-- name: Settle :execrows
UPDATE knowledge.unanswered SET settled_at = @at::timestamptz, settled_as = @settled_as
WHERE brand_id = @brand_id AND text = @text AND settled_at IS NULL;

-- name: AskedInChat :many
SELECT seq, text FROM knowledge.unanswered WHERE brand_id = @brand_id AND chat_id = @chat_id ORDER BY seq;

-- name: AddLesson :exec
INSERT INTO knowledge.lesson (brand_id, chat_id, seq, question, answer, offered, source, at)
VALUES (@brand_id, @chat_id, @seq, @question, @answer, @offered, @source, @at) ON CONFLICT DO NOTHING;

-- name: Lessons :many
SELECT * FROM knowledge.lesson WHERE brand_id = @brand_id ORDER BY at DESC LIMIT 500;

-- name: ArticleStates :many
-- Every id that was ever used, so that what was rejected is not proposed again.
SELECT DISTINCT ON (id) id, version, state, doc FROM knowledge.article WHERE brand_id = @brand_id ORDER BY id, version DESC;

-- name: BeginBringing :one
-- Names the file; one that was begun before answers how far it came. The lock
-- lets one of two equal uploads wait for the other.
INSERT INTO knowledge.brought (brand_id, digest, kind, name, rows, by_whom, at) VALUES (@brand_id, @digest, @kind, @name, @rows, @by_whom, @at)
ON CONFLICT (brand_id, digest, kind) DO UPDATE SET name = EXCLUDED.name
RETURNING *;

-- name: GoOnBringing :execrows
-- Only from where this batch began: of two that carry the same file one counts.
UPDATE knowledge.brought SET done = @till, accepted = accepted + @accepted, proposed = proposed + @proposed, unchanged = unchanged + @unchanged, refused = refused || @refused::jsonb
WHERE brand_id = @brand_id AND digest = @digest AND kind = @kind AND done = @begun::int;

-- name: Bringings :many
SELECT * FROM knowledge.brought WHERE brand_id = @brand_id ORDER BY at DESC LIMIT 50;

-- name: PutDial :exec
INSERT INTO knowledge.dial (brand_id, precision_bp, by_whom, at) VALUES (@brand_id, @precision_bp, @by_whom, @at)
ON CONFLICT (brand_id) DO UPDATE SET precision_bp = EXCLUDED.precision_bp, by_whom = EXCLUDED.by_whom, at = EXCLUDED.at;

-- name: Dial :one
SELECT precision_bp FROM knowledge.dial WHERE brand_id = @brand_id;

-- name: BroughtFile :one
SELECT * FROM knowledge.brought WHERE brand_id = @brand_id AND digest = @digest AND kind = @kind;
