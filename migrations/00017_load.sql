-- +goose Up
-- What an agent's hands are full of, in units of capacity: a chat takes what
-- its channel weighs.

ALTER TABLE matching.reservation ADD COLUMN weight int NOT NULL DEFAULT 1 CHECK (weight > 0);
ALTER TABLE matching.wrap_up ADD COLUMN weight int NOT NULL DEFAULT 1 CHECK (weight > 0);
CREATE INDEX reservation_chat ON matching.reservation (chat_id, agent_id);

-- One place says what a load is; the desk's memory, its decisions and its
-- screens read it here. A chat that came without a reservation (a supervisor
-- took it over) weighs one.
CREATE VIEW matching.load WITH (security_invoker = true) AS
SELECT agent_id, sum(weight)::bigint AS units FROM (
    SELECT agent_id, weight FROM matching.reservation WHERE state = 'reserved'
    UNION ALL
    SELECT agent_id, weight FROM matching.wrap_up WHERE done_at IS NULL
    UNION ALL
    SELECT c.agent_id, coalesce((SELECT r.weight FROM matching.reservation r
        WHERE r.chat_id = c.id AND r.agent_id = c.agent_id AND r.state = 'accepted' ORDER BY r.reserved_at DESC LIMIT 1), 1)
    FROM chat.chat c WHERE c.state = 'human'
) held GROUP BY agent_id;

-- What one more person in a slot is worth to the plan, in its objective's units:
-- a person whom a dearer slot could use is the last to be given a common chat.
ALTER TABLE matching.slot ADD COLUMN price bigint NOT NULL DEFAULT 0 CHECK (price >= 0);

-- Terms that brand and marketplace agreed on before the booking; a quote made
-- after that says them instead of the promise's own.
ALTER TABLE matching.request ADD COLUMN agreed jsonb;

SELECT house.open_schema('matching');

-- +goose Down
SELECT 1;
