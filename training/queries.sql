-- name: AddDrill :execrows
-- One drill runs an agent, brand and place: the second to begin gets the
-- first's. A single drill has place 0.
INSERT INTO training.drill (id, brand_id, agent_id, kind, procedure_id, edition, level, lang, pace_bp, scenario, scenario_sha, scenario_id, round_id, place, shopper, state, last_seq, began_at, ends_at, due_at)
VALUES (@id, @brand_id, @agent_id, @kind, @procedure_id, @edition, @level, @lang, @pace_bp, @scenario, @scenario_sha, @scenario_id, @round_id, @place, @shopper, 'running', @last_seq, @began_at, @ends_at, @due_at)
ON CONFLICT (agent_id, brand_id, place) WHERE state = 'running' DO NOTHING;

-- name: RunningDrill :one
SELECT * FROM training.drill WHERE agent_id = @agent_id AND brand_id = @brand_id AND state = 'running' ORDER BY place LIMIT 1;

-- name: Round :many
-- The drills of one round, in one order for all who lock them.
SELECT * FROM training.drill WHERE round_id = @round_id ORDER BY place;

-- name: LockRound :exec
-- One end of a round at a time, until the commit.
SELECT pg_advisory_xact_lock(hashtextextended('training.round ' || @round::text, 0));

-- name: Drill :one
SELECT * FROM training.drill WHERE id = @id AND agent_id = @agent_id;

-- name: LockDrill :one
-- One message or one end at a time.
SELECT * FROM training.drill WHERE id = @id AND agent_id = @agent_id FOR UPDATE;

-- name: DrillsOf :many
SELECT * FROM training.drill WHERE agent_id = @agent_id ORDER BY began_at DESC, id DESC LIMIT @most;

-- name: DueDrills :many
SELECT * FROM training.drill WHERE state = 'running' AND due_at <= @now ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: SeenScenarios :many
SELECT scenario_sha FROM training.drill WHERE agent_id = @agent_id AND brand_id = @brand_id;

-- name: MoveDrill :exec
UPDATE training.drill SET shopper = @shopper, last_seq = @last_seq, due_at = @due_at WHERE id = @id;

-- name: EndDrill :exec
UPDATE training.drill SET state = @state, shopper = @shopper, last_seq = @last_seq, finished_at = @finished_at,
    score = sqlc.narg('score'), grade = sqlc.narg('grade'), policy_changed = @policy_changed
WHERE id = @id;

-- name: AddMessage :exec
INSERT INTO training.message (drill_id, seq, brand_id, author, key, text, hits, pasted, at)
VALUES (@drill_id, @seq, @brand_id, @author, @key, @text, @hits, @pasted, @at);

-- name: Messages :many
SELECT * FROM training.message WHERE drill_id = @drill_id ORDER BY seq;

-- name: AddGradeItem :exec
INSERT INTO training.grade_item (drill_id, place, brand_id, item, points, got, seq, says, better)
VALUES (@drill_id, @place, @brand_id, @item, @points, @got, @seq, @says, @better);

-- name: HearPolicy :one
-- Takes the row's lock: a pass on an older edition waits, or is waited for.
INSERT INTO training.policy (brand_id, procedure_id, edition, changed_at) VALUES (@brand_id, @procedure_id, @edition, @changed_at)
ON CONFLICT (brand_id, procedure_id) DO UPDATE SET
    changed_at = CASE WHEN training.policy.edition < excluded.edition THEN excluded.changed_at ELSE training.policy.changed_at END,
    edition = greatest(training.policy.edition, excluded.edition)
RETURNING edition;

-- name: PolicyInForce :one
SELECT edition FROM training.policy WHERE brand_id = @brand_id AND procedure_id = @procedure_id;

-- name: SuspendDependants :many
-- Active certificates that stand on an older edition, in one order for all who
-- lock them, in one statement: they may be thousands.
UPDATE training.certificate SET state = 'suspended', note = @note
WHERE id IN (
    SELECT c.id FROM training.certificate c
    WHERE c.brand_id = @brand_id AND c.state = 'active'
      AND EXISTS (SELECT 1 FROM training.stands_on s WHERE s.certificate_id = c.id AND s.procedure_id = @procedure_id AND s.edition < @edition)
    ORDER BY c.id FOR UPDATE OF c)
RETURNING agent_id, tag;

-- name: SetCertificate :exec
UPDATE training.certificate SET state = @state, note = @note WHERE id = @id;

-- name: HoldCertificate :one
-- Makes the certificate or locks the one that is there.
INSERT INTO training.certificate (id, brand_id, agent_id, tag, level, state, since, expires_at)
VALUES (@id, @brand_id, @agent_id, @tag, 1, 'suspended', @since, @expires_at)
ON CONFLICT (agent_id, brand_id) DO UPDATE SET tag = training.certificate.tag
RETURNING *;

-- name: RenewCertificate :exec
UPDATE training.certificate SET state = @state, level = @level, note = @note, since = @since, expires_at = @expires_at, rounds = @rounds WHERE id = @id;

-- name: StandOn :exec
INSERT INTO training.stands_on (certificate_id, procedure_id, brand_id, edition, drill_id)
VALUES (@certificate_id, @procedure_id, @brand_id, @edition, @drill_id)
ON CONFLICT (certificate_id, procedure_id) DO UPDATE SET
    drill_id = CASE WHEN excluded.edition >= training.stands_on.edition THEN excluded.drill_id ELSE training.stands_on.drill_id END,
    edition = greatest(training.stands_on.edition, excluded.edition);

-- name: Foundations :many
-- What a certificate stands on, beside what is in force.
SELECT s.procedure_id, s.edition, coalesce(p.edition, s.edition)::int AS in_force
FROM training.stands_on s LEFT JOIN training.policy p ON p.brand_id = s.brand_id AND p.procedure_id = s.procedure_id
WHERE s.certificate_id = @certificate_id ORDER BY s.procedure_id;

-- name: CertificatesOf :many
SELECT * FROM training.certificate WHERE agent_id = @agent_id ORDER BY brand_id;

-- name: CertificateOf :one
SELECT * FROM training.certificate WHERE agent_id = @agent_id AND brand_id = @brand_id;

-- name: Lapsed :many
SELECT * FROM training.certificate WHERE state = 'active' AND expires_at <= @now ORDER BY expires_at LIMIT @most FOR UPDATE SKIP LOCKED;

-- name: GrantCertificates :exec
-- A whole pool in one statement. One that was granted before there was anything
-- to stand on is granted anew.
INSERT INTO training.certificate (id, brand_id, agent_id, tag, level, state, since, expires_at, note)
SELECT unnest(@ids::uuid[]), @brand_id, unnest(@agents::uuid[]), @tag, unnest(@levels::int[]), 'active', @since, @expires_at, @note
ON CONFLICT (agent_id, brand_id) DO UPDATE SET level = excluded.level
WHERE training.certificate.id = excluded.id AND NOT EXISTS (SELECT 1 FROM training.stands_on s WHERE s.certificate_id = excluded.id);

-- name: GrantFoundations :exec
INSERT INTO training.stands_on (certificate_id, procedure_id, brand_id, edition)
SELECT c.id, f.procedure_id, c.brand_id, f.edition
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@procedures::text[]) AS procedure_id, unnest(@editions::int[]) AS edition) AS f
JOIN training.certificate c ON c.id = f.id
ON CONFLICT (certificate_id, procedure_id) DO NOTHING;

-- name: Counts :one
-- How a brand's school stands.
SELECT
    (SELECT count(*) FROM training.certificate c WHERE c.brand_id = @brand_id AND c.state = 'active') AS certified,
    (SELECT count(*) FROM training.certificate c WHERE c.brand_id = @brand_id AND c.state = 'suspended') AS suspended,
    (SELECT count(*) FROM training.certificate c WHERE c.brand_id = @brand_id AND c.state = 'active' AND c.expires_at <= @soon) AS expiring,
    (SELECT count(DISTINCT d.agent_id) FROM training.drill d WHERE d.brand_id = @brand_id AND d.began_at > @lately
        AND NOT EXISTS (SELECT 1 FROM training.certificate c WHERE c.agent_id = d.agent_id AND c.brand_id = d.brand_id AND c.state = 'active')) AS in_training,
    (SELECT count(*) FROM training.drill d WHERE d.brand_id = @brand_id AND d.state = 'passed') AS passed,
    (SELECT count(*) FROM training.drill d WHERE d.brand_id = @brand_id AND d.state = 'failed') AS failed,
    (SELECT coalesce(avg(d.score), 0)::float8 FROM training.drill d WHERE d.brand_id = @brand_id AND d.score IS NOT NULL) AS mean_score;

-- name: ByProcedure :many
-- Certified on each procedure, and blocked by its change.
SELECT s.procedure_id,
    count(*) FILTER (WHERE c.state = 'active') AS certified,
    count(*) FILTER (WHERE c.state = 'suspended' AND s.edition < coalesce(p.edition, s.edition)) AS blocked
FROM training.stands_on s JOIN training.certificate c ON c.id = s.certificate_id
LEFT JOIN training.policy p ON p.brand_id = s.brand_id AND p.procedure_id = s.procedure_id
WHERE s.brand_id = @brand_id GROUP BY s.procedure_id ORDER BY s.procedure_id;

-- name: AddAgain :exec
-- Sent twice is written once.
INSERT INTO training.again (drill_id, key, brand_id, item, text, points, got, better, at)
VALUES (@drill_id, @key, @brand_id, @item, @text, @points, @got, @better, @at)
ON CONFLICT (drill_id, key) DO NOTHING;

-- name: AgainsOf :many
SELECT * FROM training.again WHERE drill_id = @drill_id ORDER BY at, key;

-- name: Holders :many
-- Who holds a brand's certificate, the newest change first.
SELECT * FROM training.certificate WHERE brand_id = @brand_id AND (@state::text = '' OR state = @state)
ORDER BY since DESC, id LIMIT @most;

-- name: FoundationsOfBrand :many
SELECT s.certificate_id, s.procedure_id, s.edition, coalesce(p.edition, s.edition)::int AS in_force
FROM training.stands_on s LEFT JOIN training.policy p ON p.brand_id = s.brand_id AND p.procedure_id = s.procedure_id
WHERE s.certificate_id = ANY (@ids::uuid[]) ORDER BY s.certificate_id, s.procedure_id;

-- name: PolicyChanges :many
-- The rules that were changed, newest first; a first edition changed nothing.
SELECT p.procedure_id, p.edition, p.changed_at,
    (SELECT count(*) FROM training.stands_on s JOIN training.certificate c ON c.id = s.certificate_id
        WHERE s.brand_id = p.brand_id AND s.procedure_id = p.procedure_id AND s.edition < p.edition AND c.state = 'suspended') AS waiting,
    (SELECT count(*) FROM training.stands_on s JOIN training.drill d ON d.id = s.drill_id
        WHERE s.brand_id = p.brand_id AND s.procedure_id = p.procedure_id AND s.edition = p.edition AND d.kind = 'refresh') AS restored
FROM training.policy p WHERE p.brand_id = @brand_id AND p.edition > 1 ORDER BY p.changed_at DESC LIMIT @most;

-- name: CertifiedUntil :many
-- Active certificates that hold until a moment, with their level.
SELECT agent_id, level, expires_at FROM training.certificate WHERE brand_id = @brand_id AND state = 'active' AND expires_at > @until;

-- name: Learners :many
-- Who drilled lately and holds no active certificate.
SELECT DISTINCT d.agent_id FROM training.drill d WHERE d.brand_id = @brand_id AND d.began_at > @lately
    AND NOT EXISTS (SELECT 1 FROM training.certificate c WHERE c.agent_id = d.agent_id AND c.brand_id = d.brand_id AND c.state = 'active');
