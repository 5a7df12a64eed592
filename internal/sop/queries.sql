-- name: PutProcedure :one
-- A new version, unless the text is the one in force already.
INSERT INTO sop.procedure (brand_id, id, version, yaml, by_whom, at)
SELECT @brand_id, @id, coalesce(max(version), 0) + 1, @yaml, @by_whom, @at FROM sop.procedure WHERE brand_id = @brand_id AND id = @id
RETURNING version;

-- name: Procedures :many
SELECT DISTINCT ON (id) id, version, yaml, by_whom, at FROM sop.procedure WHERE brand_id = @brand_id ORDER BY id, version DESC;

-- name: Procedure :one
SELECT id, version, yaml, by_whom, at FROM sop.procedure WHERE brand_id = @brand_id AND id = @id ORDER BY version DESC LIMIT 1;

-- name: Editions :many
SELECT id, version, yaml, by_whom, at FROM sop.procedure WHERE brand_id = @brand_id AND id = @id ORDER BY version DESC LIMIT 100;

-- name: PutDraft :exec
-- A later import of the same procedure takes the place of the earlier.
INSERT INTO sop.draft (brand_id, id, yaml, origin, by_whom, at) VALUES (@brand_id, @id, @yaml, @origin, @by_whom, @at)
ON CONFLICT (brand_id, id) DO UPDATE SET yaml = EXCLUDED.yaml, origin = EXCLUDED.origin, by_whom = EXCLUDED.by_whom, at = EXCLUDED.at;

-- name: Drafts :many
SELECT id, yaml, origin, by_whom, at FROM sop.draft WHERE brand_id = @brand_id ORDER BY id;

-- name: TakeDraft :one
DELETE FROM sop.draft WHERE brand_id = @brand_id AND id = @id RETURNING yaml;

-- name: Total :one
-- Versions only grow, so their sum changes with every upload.
SELECT coalesce(sum(version), 0)::bigint FROM sop.procedure WHERE brand_id = @brand_id;
