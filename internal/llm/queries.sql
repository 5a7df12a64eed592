-- name: Reserve :one
-- Takes tokens from the day's budget in one statement: two calls at the same
-- time never take more than there is. No row: it is spent.
INSERT INTO llm.spent (brand_id, day, calls, tokens) VALUES (@brand_id, @day, 1, @tokens)
ON CONFLICT (brand_id, day) DO UPDATE SET calls = llm.spent.calls + 1, tokens = llm.spent.tokens + EXCLUDED.tokens
WHERE llm.spent.tokens + EXCLUDED.tokens <= @daily::bigint
RETURNING tokens;

-- name: GiveBack :exec
UPDATE llm.spent SET tokens = greatest(0, tokens - @tokens) WHERE brand_id = @brand_id AND day = @day;

-- name: Spent :one
SELECT calls, tokens FROM llm.spent WHERE brand_id = @brand_id AND day = @day;
