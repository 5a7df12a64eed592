-- name: PutProduct :exec
INSERT INTO shop.product (brand_id, id, place, doc) VALUES (@brand_id, @id, @place, @doc)
ON CONFLICT (brand_id, id) DO UPDATE SET place = EXCLUDED.place, doc = EXCLUDED.doc;

-- name: Products :many
SELECT doc FROM shop.product WHERE brand_id = @brand_id ORDER BY place, id;

-- name: PutOrder :exec
INSERT INTO shop.orders (brand_id, id, shopper_ref, state, created_at, doc)
VALUES (@brand_id, @id, @shopper_ref, @state, @created_at, @doc)
ON CONFLICT (brand_id, id) DO UPDATE SET shopper_ref = EXCLUDED.shopper_ref, state = EXCLUDED.state, created_at = EXCLUDED.created_at, doc = EXCLUDED.doc;

-- name: Order :one
SELECT doc FROM shop.orders WHERE brand_id = @brand_id AND id = @id;

-- name: LockOrder :one
-- One action an order at a time, so that the same key is done once.
SELECT doc FROM shop.orders WHERE brand_id = @brand_id AND id = @id FOR UPDATE;

-- name: OrdersOf :many
SELECT doc FROM shop.orders WHERE brand_id = @brand_id AND shopper_ref = @shopper_ref ORDER BY created_at DESC NULLS LAST, id LIMIT 50;

-- name: OrderCount :many
SELECT state, count(*) AS n FROM shop.orders WHERE brand_id = @brand_id GROUP BY state ORDER BY state;

-- name: RecentOrders :many
SELECT doc FROM shop.orders WHERE brand_id = @brand_id ORDER BY created_at DESC NULLS LAST, id LIMIT @most;

-- name: PutParcel :exec
INSERT INTO shop.parcel (brand_id, tracking, order_id, doc) VALUES (@brand_id, @tracking, @order_id, @doc)
ON CONFLICT (brand_id, tracking) DO UPDATE SET order_id = EXCLUDED.order_id, doc = EXCLUDED.doc;

-- name: ParcelsOf :many
SELECT doc FROM shop.parcel WHERE brand_id = @brand_id AND (order_id = @order_id OR tracking = ANY (@tracking::text[]));

-- name: PutCoupon :exec
INSERT INTO shop.coupon (brand_id, id, doc) VALUES (@brand_id, @id, @doc)
ON CONFLICT (brand_id, id) DO UPDATE SET doc = EXCLUDED.doc;

-- name: Coupons :many
SELECT doc FROM shop.coupon WHERE brand_id = @brand_id ORDER BY id;

-- name: PutCustomer :exec
INSERT INTO shop.customer (brand_id, ref, doc) VALUES (@brand_id, @ref, @doc)
ON CONFLICT (brand_id, ref) DO UPDATE SET doc = EXCLUDED.doc;

-- name: Customer :one
SELECT doc FROM shop.customer WHERE brand_id = @brand_id AND ref = @ref;

-- name: LockCustomer :one
-- Two orders of one shopper take turns at their gift card.
SELECT doc FROM shop.customer WHERE brand_id = @brand_id AND ref = @ref FOR UPDATE;

-- name: Version :one
SELECT coalesce(max(n), 0)::bigint FROM shop.version WHERE brand_id = @brand_id;

-- name: Bump :exec
INSERT INTO shop.version (brand_id, n) VALUES (@brand_id, 1) ON CONFLICT (brand_id) DO UPDATE SET n = shop.version.n + 1;

-- name: AddAction :exec
INSERT INTO shop.action (brand_id, key, order_id, name, args, result, by_whom, at)
VALUES (@brand_id, @key, @order_id, @name, @args, @result, @by_whom, @at)
ON CONFLICT (brand_id, order_id, key) DO NOTHING;

-- name: ActionsOf :many
SELECT * FROM shop.action WHERE brand_id = @brand_id AND order_id = @order_id ORDER BY at;

-- name: KeepWebhook :execrows
INSERT INTO shop.webhook (brand_id, source, source_id, body_sha, kind, body, received_at, conflict)
VALUES (@brand_id, @source, @source_id, @body_sha, @kind, @body, @received_at,
        EXISTS (SELECT 1 FROM shop.webhook w WHERE w.brand_id = @brand_id AND w.source = @source AND w.source_id = @source_id))
ON CONFLICT DO NOTHING;

-- name: WebhookConflicts :one
SELECT EXISTS (SELECT 1 FROM shop.webhook WHERE brand_id = @brand_id AND source = @source AND source_id = @source_id AND body_sha = @body_sha AND conflict);

-- name: Webhooks :many
SELECT * FROM shop.webhook WHERE brand_id = @brand_id ORDER BY received_at DESC, source_id LIMIT @most;
