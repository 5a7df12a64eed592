-- name: Memory :one
SELECT heard_seq, state FROM bot.memory WHERE chat_id = @chat_id;

-- name: Remember :execrows
-- Only from where this reply began: of two that heard the same message one is
-- kept.
INSERT INTO bot.memory (chat_id, brand_id, heard_seq, state) VALUES (@chat_id, @brand_id, @heard_seq, @state)
ON CONFLICT (chat_id) DO UPDATE SET heard_seq = EXCLUDED.heard_seq, state = EXCLUDED.state
WHERE bot.memory.heard_seq = @from_seq;
