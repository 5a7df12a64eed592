-- +goose Up
-- What the bot remembers of a conversation, and up to which message it heard.

CREATE SCHEMA bot;

CREATE TABLE bot.memory (
    chat_id   uuid PRIMARY KEY,
    brand_id  uuid NOT NULL,
    heard_seq bigint NOT NULL,
    state     jsonb NOT NULL
);
SELECT house.by_brand('bot.memory');

SELECT house.open_schema('bot');

-- +goose Down
SELECT 1;
