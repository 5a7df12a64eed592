-- name: AddBrand :exec
INSERT INTO account.brand (id, slug, name, currency, timezone, languages, webhook_secret, created_at)
VALUES (@id, @slug, @name, @currency, @timezone, @languages, @webhook_secret, @created_at)
ON CONFLICT (id) DO NOTHING;

-- name: Brand :one
SELECT * FROM account.brand WHERE id = @id;

-- name: BrandBySlug :one
SELECT * FROM account.brand WHERE slug = @slug;

-- name: Brands :many
SELECT * FROM account.brand ORDER BY created_at, id;

-- name: AddPerson :exec
INSERT INTO account.person (id, email, name, role, brand_id, locale, password_hash, created_at)
VALUES (@id, @email, @name, @role, @brand_id, @locale, @password_hash, @created_at)
ON CONFLICT (id) DO NOTHING;

-- name: PersonByEmail :one
SELECT * FROM account.person WHERE email = @email;

-- name: Person :one
SELECT * FROM account.person WHERE id = @id;

-- name: AddSession :exec
INSERT INTO account.session (id, person_id, family, refresh_sha, created_at, expires_at, device)
VALUES (@id, @person_id, @family, @refresh_sha, @created_at, @expires_at, @device);

-- name: SessionByRefresh :one
-- Locked, so that one token used twice at once is one rotation and one reuse.
SELECT * FROM account.session WHERE refresh_sha = @refresh_sha FOR UPDATE;

-- name: UseSession :exec
UPDATE account.session SET used_at = @used_at WHERE id = @id;

-- name: RevokeFamily :exec
UPDATE account.session SET revoked_at = @revoked_at WHERE family = @family AND revoked_at IS NULL;

-- name: FamilyRevoked :one
SELECT EXISTS (SELECT 1 FROM account.session WHERE family = @family AND revoked_at IS NOT NULL);

-- name: LiveSessions :many
SELECT * FROM account.session
WHERE person_id = @person_id AND used_at IS NULL AND revoked_at IS NULL AND expires_at > @now
ORDER BY created_at DESC;

-- name: Agent :one
SELECT * FROM account.agent WHERE id = @id;

-- name: Agents :many
SELECT a.*, p.name, p.email FROM account.agent a JOIN account.person p ON p.id = a.id
WHERE p.disabled_at IS NULL ORDER BY a.id;

-- name: AgentTags :many
SELECT agent_id, tag, source FROM account.agent_tag ORDER BY agent_id, tag;

-- name: SomeAgents :many
SELECT a.*, p.name, p.email FROM account.agent a JOIN account.person p ON p.id = a.id
WHERE a.id = ANY (@ids::uuid[]) AND p.disabled_at IS NULL;

-- name: SomeAgentTags :many
SELECT agent_id, tag, source FROM account.agent_tag WHERE agent_id = ANY (@ids::uuid[]) ORDER BY agent_id, tag;

-- name: TagsOf :many
SELECT tag FROM account.agent_tag WHERE agent_id = @agent_id ORDER BY tag;

-- name: GiveTag :exec
INSERT INTO account.agent_tag (agent_id, tag, source, since) VALUES (@agent_id, @tag, @source, @since)
ON CONFLICT (agent_id, tag) DO NOTHING;

-- name: GiveTags :exec
-- One tag to a whole pool.
INSERT INTO account.agent_tag (agent_id, tag, source, since)
SELECT unnest(@agents::uuid[]), @tag, @source, @since
ON CONFLICT (agent_id, tag) DO NOTHING;

-- name: TakeTag :exec
DELETE FROM account.agent_tag WHERE agent_id = @agent_id AND tag = @tag;

-- name: TakeTags :exec
-- From many at once.
DELETE FROM account.agent_tag WHERE agent_id = ANY (@agents::uuid[]) AND tag = @tag;

-- name: ClaimKey :execrows
INSERT INTO account.idempotency (caller, key, request_sha, created_at) VALUES (@caller, @key, @request_sha, @created_at)
ON CONFLICT (caller, key) DO NOTHING;

-- name: Answered :one
SELECT * FROM account.idempotency WHERE caller = @caller AND key = @key;

-- name: KeepAnswer :exec
UPDATE account.idempotency SET status = @status, content = @content, body = @body WHERE caller = @caller AND key = @key;

-- name: ForgetKey :exec
DELETE FROM account.idempotency WHERE caller = @caller AND key = @key AND status IS NULL;

-- name: ReclaimKey :execrows
-- A key whose request was cut off by a crash may be tried again after a minute.
UPDATE account.idempotency SET created_at = @now, request_sha = @request_sha
WHERE caller = @caller AND key = @key AND status IS NULL AND created_at < @before;

-- name: SetAccommodations :execrows
UPDATE account.agent SET accommodations = @accommodations WHERE id = @id;
