-- +goose Up
-- Which conversations wait, for the desk: a reservation is only made for one
-- that still does, in the statement that makes it. As with matching.load,
-- asking the chat log first would leave a gap.
CREATE VIEW matching.waits WITH (security_invoker = true) AS
SELECT id AS chat_id FROM chat.chat WHERE state = 'waiting';

SELECT house.open_schema('matching');

-- +goose Down
SELECT 1;
