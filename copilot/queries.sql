-- name: PutRules :one
-- Two writers at once get two versions: the loser of the race tries the key
-- again in the caller's retry.
INSERT INTO copilot.rules (brand_id, version, source, by_whom, at)
SELECT @brand_id, coalesce(max(version), 0) + 1, @source, @by_whom, @at FROM copilot.rules WHERE brand_id = @brand_id
RETURNING version;

-- name: Rules :one
SELECT * FROM copilot.rules WHERE brand_id = @brand_id ORDER BY version DESC LIMIT 1;

-- name: RulesInForce :many
SELECT brand_id, max(version)::int AS version FROM copilot.rules GROUP BY brand_id;

-- name: AddHit :exec
INSERT INTO copilot.hit (brand_id, chat_id, agent_id, author, rule, kind, level, word, overridden, why, at)
VALUES (@brand_id, @chat_id, @agent_id, @author, @rule, @kind, @level, @word, @overridden, @why, @at);

-- name: HitsByRule :many
SELECT rule, kind, level, count(*) AS hits, count(*) FILTER (WHERE overridden) AS overridden, max(at)::timestamptz AS last_at
FROM copilot.hit WHERE brand_id = @brand_id AND at >= @since GROUP BY rule, kind, level ORDER BY hits DESC, rule LIMIT 200;

-- name: HitsOf :many
SELECT * FROM copilot.hit WHERE chat_id = @chat_id ORDER BY n;

-- name: Offer :exec
-- The same suggestion for the same message is offered once, however often the
-- screen reads it again.
INSERT INTO copilot.suggestion (id, brand_id, chat_id, agent_id, seq, kind, source, text, offered_at)
SELECT unnest(@ids::uuid[]), @brand_id, @chat_id, @agent_id, @seq, unnest(@kinds::text[]), unnest(@sources::text[]), unnest(@texts::text[]), @at
ON CONFLICT DO NOTHING;

-- name: TakeSuggestion :execrows
UPDATE copilot.suggestion SET taken_at = @at, sent_seq = @sent_seq, edited = (btrim(text) <> btrim(@sent::text))
WHERE id = @id AND chat_id = @chat_id AND agent_id = @agent_id AND taken_at IS NULL;

-- name: EndSuggestions :exec
UPDATE copilot.suggestion SET outcome = @outcome WHERE chat_id = @chat_id AND taken_at IS NOT NULL;

-- name: SuggestionsOf :many
SELECT * FROM copilot.suggestion WHERE chat_id = @chat_id ORDER BY offered_at, id;

-- name: SuggestionCounts :many
SELECT kind, count(*) AS offered, count(taken_at) AS taken, count(*) FILTER (WHERE edited) AS edited,
       count(*) FILTER (WHERE outcome IN ('confirmed', 'escalated', 'assumed')) AS ended_well
FROM copilot.suggestion WHERE brand_id = @brand_id AND offered_at >= @since GROUP BY kind ORDER BY kind;

-- name: AddAct :exec
INSERT INTO copilot.act (brand_id, chat_id, agent_id, procedure, name, refused, at)
VALUES (@brand_id, @chat_id, @agent_id, @procedure, @name, @refused, @at);

-- name: PutResolved :exec
INSERT INTO copilot.resolved (chat_id, brand_id, question, answer, intent, outcome, csat, closed_at)
VALUES (@chat_id, @brand_id, @question, @answer, @intent, @outcome, @csat, @closed_at)
ON CONFLICT (chat_id) DO UPDATE SET question = EXCLUDED.question, answer = EXCLUDED.answer, outcome = EXCLUDED.outcome, csat = EXCLUDED.csat, closed_at = EXCLUDED.closed_at;

-- name: Resolved :many
SELECT * FROM copilot.resolved WHERE brand_id = @brand_id ORDER BY closed_at DESC LIMIT @most;

-- name: ResolvedCounts :many
-- Every brand's number of resolved conversations, by which an index knows that
-- it is old.
SELECT brand_id, count(*) AS n FROM copilot.resolved GROUP BY brand_id;
