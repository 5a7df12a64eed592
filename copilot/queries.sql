-- name: PutRules :one
-- Two writers at once get two versions: the loser of the race tries the key
-- again in the caller's retry.
INSERT INTO copilot.rules (brand_id, version, source, off, allow, note, by_whom, at)
SELECT @brand_id, coalesce(max(version), 0) + 1, @source, @off::text[], @allow, @note, @by_whom, @at FROM copilot.rules WHERE brand_id = @brand_id
RETURNING version;

-- name: Rules :one
SELECT * FROM copilot.rules WHERE brand_id = @brand_id ORDER BY version DESC LIMIT 1;

-- name: RulesAt :one
SELECT * FROM copilot.rules WHERE brand_id = @brand_id AND version = @version;

-- name: RuleVersions :many
SELECT version, by_whom, at, note, length(source)::int AS size, cardinality(off)::int AS off FROM copilot.rules
WHERE brand_id = @brand_id ORDER BY version DESC LIMIT 50;

-- name: RulesInForce :many
SELECT brand_id, max(version)::int AS version FROM copilot.rules GROUP BY brand_id;

-- name: AddHit :exec
INSERT INTO copilot.hit (brand_id, chat_id, agent_id, author, rule, kind, level, word, overridden, why, at)
VALUES (@brand_id, @chat_id, @agent_id, @author, @rule, @kind, @level, @word, @overridden, @why, @at);

-- name: HitsByRule :many
SELECT rule, kind, level, count(*) AS hits, count(*) FILTER (WHERE overridden) AS overridden, max(at)::timestamptz AS last_at
FROM copilot.hit WHERE brand_id = @brand_id AND at >= @since GROUP BY rule, kind, level ORDER BY hits DESC, rule LIMIT 200;

-- name: HitCounts :many
-- How often the guard held something back in each of some conversations.
SELECT chat_id, count(*) AS n FROM copilot.hit WHERE chat_id = ANY (@chats::uuid[]) AND level IN ('warn', 'block') GROUP BY chat_id;

-- name: Offer :exec
-- The same suggestion for the same message is offered once, however often the
-- screen reads it again.
INSERT INTO copilot.suggestion (id, brand_id, chat_id, agent_id, seq, kind, source, text, offered_at)
SELECT unnest(@ids::uuid[]), unnest(@brands::uuid[]), unnest(@chats::uuid[]), unnest(@agents::uuid[]), unnest(@seqs::bigint[]),
       unnest(@kinds::text[]), unnest(@sources::text[]), unnest(@texts::text[]), unnest(@ats::timestamptz[])
ON CONFLICT DO NOTHING;

-- name: TakeSuggestion :execrows
UPDATE copilot.suggestion SET taken_at = @at, sent_seq = @sent_seq, edited = (btrim(text) <> btrim(@sent::text))
WHERE id = @id AND chat_id = @chat_id AND agent_id = @agent_id AND taken_at IS NULL;

-- name: EndSuggestions :exec
UPDATE copilot.suggestion SET outcome = @outcome WHERE chat_id = @chat_id AND taken_at IS NOT NULL;

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

-- name: AddAppeal :execrows
INSERT INTO copilot.appeal (id, brand_id, chat_id, agent_id, rule, kind, level, word, text, says, at)
VALUES (@id, @brand_id, @chat_id, @agent_id, @rule, @kind, @level, @word, @text, @says, @at)
ON CONFLICT (chat_id, agent_id, rule, word) WHERE state = 'open' DO NOTHING;

-- name: Appeals :many
-- What waits first, oldest first; then what was decided, newest first.
SELECT * FROM copilot.appeal WHERE @state::text = '' OR state = @state
ORDER BY state <> 'open', CASE WHEN state = 'open' THEN at END, decided_at DESC, id LIMIT @most;

-- name: AppealsOf :many
SELECT * FROM copilot.appeal WHERE agent_id = @agent_id AND at >= @since ORDER BY at DESC LIMIT 50;

-- name: Appeal :one
SELECT * FROM copilot.appeal WHERE id = @id;

-- name: DecideAppeal :execrows
-- The first decision counts.
UPDATE copilot.appeal SET state = @state, phrase = @phrase, answer = @answer, decided_by = @decided_by, decided_at = @decided_at
WHERE id = @id AND state = 'open';

-- name: AddNotice :exec
INSERT INTO copilot.notice (id, brand_id, zh, en, since, till, by_whom, at) VALUES (@id, @brand_id, @zh, @en, @since, @till, @by_whom, @at);

-- name: Notices :many
SELECT * FROM copilot.notice WHERE brand_id = @brand_id AND till > @now ORDER BY at DESC LIMIT 50;

-- name: RecentNotices :many
SELECT * FROM copilot.notice WHERE brand_id = @brand_id ORDER BY at DESC LIMIT 50;

-- name: Acknowledge :exec
INSERT INTO copilot.ack (brand_id, note, agent_id, at) VALUES (@brand_id, @note, @agent_id, @at) ON CONFLICT DO NOTHING;

-- name: Acknowledged :many
SELECT note FROM copilot.ack WHERE brand_id = @brand_id AND agent_id = @agent_id ORDER BY at DESC LIMIT 500;

-- name: AcksOf :many
SELECT note, agent_id, at FROM copilot.ack WHERE brand_id = @brand_id AND note = ANY (@notes::text[]) ORDER BY at;

-- name: AddAside :execrows
INSERT INTO copilot.aside (brand_id, chat_id, kind, person_id, key, text, at) VALUES (@brand_id, @chat_id, @kind, @person_id, @key, @text, @at)
ON CONFLICT (chat_id, person_id, key) DO NOTHING;

-- name: AsidesOf :many
SELECT * FROM copilot.aside WHERE chat_id = @chat_id ORDER BY n LIMIT 200;

-- name: Asking :many
-- The conversations in which an agent's question to the floor is the last
-- word between colleagues.
SELECT DISTINCT ON (chat_id) chat_id, kind, text, at FROM copilot.aside
WHERE chat_id = ANY (@chats::uuid[]) AND kind IN ('ask', 'whisper') ORDER BY chat_id, n DESC;

-- name: PutContact :exec
-- Counted from the log of suggestions and actions at the moment of closing; a
-- conversation that is reopened and closed again is counted anew.
INSERT INTO copilot.contact (chat_id, brand_id, agent_id, held_out, offered, taken, edited, acts, said, handle_ms, outcome, csat, closed_at)
SELECT @chat_id, @brand_id, @agent_id, @held_out, count(*), count(taken_at), count(*) FILTER (WHERE edited),
       (SELECT count(*) FROM copilot.act a WHERE a.chat_id = @chat_id), @said, @handle_ms, @outcome, @csat, @closed_at
FROM copilot.suggestion s WHERE s.chat_id = @chat_id
ON CONFLICT (chat_id) DO UPDATE SET agent_id = EXCLUDED.agent_id, offered = EXCLUDED.offered, taken = EXCLUDED.taken, edited = EXCLUDED.edited, acts = EXCLUDED.acts,
    said = EXCLUDED.said, handle_ms = EXCLUDED.handle_ms, outcome = EXCLUDED.outcome, csat = EXCLUDED.csat, closed_at = EXCLUDED.closed_at;

-- name: Contacts :many
SELECT * FROM copilot.contact WHERE brand_id = @brand_id AND closed_at >= @since ORDER BY closed_at DESC LIMIT 50000;

-- name: PutSetting :exec
INSERT INTO copilot.setting (brand_id, holdout_bp, by_whom, at) VALUES (@brand_id, @holdout_bp, @by_whom, @at)
ON CONFLICT (brand_id) DO UPDATE SET holdout_bp = EXCLUDED.holdout_bp, by_whom = EXCLUDED.by_whom, at = EXCLUDED.at;

-- name: Settings :many
SELECT brand_id, holdout_bp FROM copilot.setting;

-- name: ChangedDrafts :many
-- Drafts that an agent took and sent in other words: what the shelf may learn.
SELECT seq, source, text, sent_seq FROM copilot.suggestion
WHERE brand_id = @brand_id AND chat_id = @chat_id AND edited AND kind IN ('article', 'case') ORDER BY seq, id;
