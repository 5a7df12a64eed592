-- +goose Up
-- What a person made of a conversation that was drawn for a second look, before
-- they saw what the rules made of it. One look a review: the first counts.
CREATE TABLE training.second_look (
    chat_id   uuid NOT NULL,
    epoch     int NOT NULL,
    brand_id  uuid NOT NULL,
    person_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (chat_id, epoch),
    FOREIGN KEY (chat_id, epoch) REFERENCES training.review (chat_id, epoch)
);
SELECT house.by_brand('training.second_look');
SELECT house.append_only('training.second_look');

CREATE TABLE training.second_look_row (
    chat_id  uuid NOT NULL,
    epoch    int NOT NULL,
    place    int NOT NULL,
    brand_id uuid NOT NULL,
    saw      text NOT NULL CHECK (saw IN ('full', 'part', 'none')),
    note     text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    PRIMARY KEY (chat_id, epoch, place),
    FOREIGN KEY (chat_id, epoch) REFERENCES training.second_look (chat_id, epoch),
    FOREIGN KEY (chat_id, epoch, place) REFERENCES training.review_item (chat_id, epoch, place)
);
SELECT house.by_brand('training.second_look_row');
SELECT house.append_only('training.second_look_row');

CREATE INDEX review_drawn ON training.review (at DESC) WHERE by_person;
