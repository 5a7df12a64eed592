-- +goose Up
-- A buyer may have several accounts: which ones, is read from the marks of
-- their orders.
CREATE INDEX order_mark_whose ON billing.order_mark (brand_id, shopper_ref);

-- A platform splits an order, or merges several, after they were paid: an item
-- is told again under another number. It stays the item that it was first told
-- as; the later row only leads there.
ALTER TABLE billing.order_item ADD COLUMN was_order text;
ALTER TABLE billing.order_item ADD COLUMN was_item text;
ALTER TABLE billing.order_item ADD CHECK ((was_order IS NULL) = (was_item IS NULL));
CREATE INDEX order_item_was ON billing.order_item (brand_id, was_order) WHERE was_order IS NOT NULL;

-- +goose Down
SELECT 1;
