-- name: AddScenario :exec
INSERT INTO training.scenario (id, brand_id, source, chat_id, procedure_id, edition, lang, level, scene, scene_sha, state, made_by, made_at)
VALUES (@id, @brand_id, @source, @chat_id, @procedure_id, @edition, @lang, @level, @scene, @scene_sha, 'draft', @made_by, @made_at);

-- name: Scenarios :many
SELECT * FROM training.scenario WHERE brand_id = @brand_id ORDER BY made_at DESC, id DESC LIMIT @most;

-- name: Scenario :one
SELECT * FROM training.scenario WHERE id = @id AND brand_id = @brand_id;

-- name: LockScenario :one
SELECT * FROM training.scenario WHERE id = @id AND brand_id = @brand_id FOR UPDATE;

-- name: ChangeScenario :exec
UPDATE training.scenario SET scene = @scene, scene_sha = @scene_sha, level = @level WHERE id = @id;

-- name: DecideScenario :exec
UPDATE training.scenario SET state = @state, decided_by = @decided_by, decided_at = @decided_at WHERE id = @id;

-- name: PublishedScenarios :many
-- What a drill may be taken from instead of drawing one: published, of the
-- edition in force, and not had before by this agent.
SELECT s.* FROM training.scenario s LEFT JOIN training.policy p ON p.brand_id = s.brand_id AND p.procedure_id = s.procedure_id
WHERE s.brand_id = @brand_id AND s.state = 'published' AND s.lang = @lang AND s.level <= @level
  AND s.edition >= coalesce(p.edition, s.edition)
  AND NOT EXISTS (SELECT 1 FROM training.drill d WHERE d.agent_id = @agent_id AND d.brand_id = s.brand_id AND d.scenario_sha = s.scene_sha)
ORDER BY s.id;

-- name: ScenarioUse :many
-- How often each was drilled, and passed.
SELECT scenario_id, count(*) AS drilled, count(*) FILTER (WHERE state = 'passed') AS passed
FROM training.drill WHERE brand_id = @brand_id AND scenario_id IS NOT NULL GROUP BY scenario_id;

-- name: ChatsMade :many
-- Conversations that a scenario was made of already.
SELECT chat_id FROM training.scenario WHERE brand_id = @brand_id AND source = 'handoff';
