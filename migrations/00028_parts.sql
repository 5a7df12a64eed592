-- +goose Up
-- Seats taken in parts: a brand may allow that an open seat is worked by several
-- agents one after another, half an hour each at least.

ALTER TABLE matching.request ADD COLUMN in_parts boolean NOT NULL DEFAULT false;

-- A seat that is taken in part leaves its slot; the part and what is left of it
-- become slots of their own, which name the one that was booked. Equal ones are
-- one slot with more seats.
ALTER TABLE matching.slot
    ADD COLUMN part_of uuid REFERENCES matching.slot (id),
    ADD CONSTRAINT slot_part_long CHECK (part_of IS NULL OR ends - starts >= interval '30 minutes') NOT VALID;
CREATE UNIQUE INDEX slot_part ON matching.slot (part_of, starts, ends) WHERE part_of IS NOT NULL;

-- +goose Down
SELECT 1;
