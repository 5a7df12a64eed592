package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNoOrder says that a brand has no such order, or that it is not this
// shopper's: the two are not told apart.
var ErrNoOrder = fault.New(fault.NotFound, "order_unknown", "there is no such order")

// Shop is every brand's trade, as the connectors brought it.
type Shop struct {
	pool   *pgxpool.Pool
	clock  clock.Clock
	outbox *outbox.Outbox
}

// NewShop makes a shop that tells what was paid and refunded over o.
func NewShop(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox) *Shop {
	return &Shop{pool: pool, clock: c, outbox: o}
}

// Version changes with every change of a brand's catalogue or coupons.
func (s *Shop) Version(ctx context.Context, brand uid.Brand) (int64, error) {
	return read(ctx, s, brand, func(q *db.Queries) (int64, error) { return q.Version(ctx, brand) })
}

// Catalogue is a brand's products, in the catalogue's own order.
func (s *Shop) Catalogue(ctx context.Context, brand uid.Brand) ([]Product, error) {
	return read(ctx, s, brand, func(q *db.Queries) ([]Product, error) {
		docs, err := q.Products(ctx, brand)
		return decoded[Product](docs, err)
	})
}

// Coupons is a brand's coupons.
func (s *Shop) Coupons(ctx context.Context, brand uid.Brand) ([]Coupon, error) {
	return read(ctx, s, brand, func(q *db.Queries) ([]Coupon, error) {
		docs, err := q.Coupons(ctx, brand)
		return decoded[Coupon](docs, err)
	})
}

// OrdersOf lists a shopper's own orders, newest first.
func (s *Shop) OrdersOf(ctx context.Context, brand uid.Brand, shopper string) ([]Order, error) {
	return read(ctx, s, brand, func(q *db.Queries) ([]Order, error) { return ordersOf(ctx, q, brand, shopper) })
}

// OrdersOfTx is OrdersOf in the caller's transaction, or together with other
// reads.
func OrdersOfTx(ctx context.Context, tx pgx.Tx, brand uid.Brand, shopper string) ([]Order, error) {
	return ordersOf(ctx, db.New(tx), brand, shopper)
}

func ordersOf(ctx context.Context, q *db.Queries, brand uid.Brand, shopper string) ([]Order, error) {
	docs, err := q.OrdersOf(ctx, db.OrdersOfParams{BrandID: brand, ShopperRef: shopper})
	return keptOrders(docs, err)
}

// Recent lists a brand's newest orders.
func (s *Shop) Recent(ctx context.Context, brand uid.Brand, most int) ([]Order, error) {
	return read(ctx, s, brand, func(q *db.Queries) ([]Order, error) {
		docs, err := q.RecentOrders(ctx, db.RecentOrdersParams{BrandID: brand, Most: int32(most)})
		return keptOrders(docs, err)
	})
}

// Counts is how many orders a brand has, by state.
func (s *Shop) Counts(ctx context.Context, brand uid.Brand) (map[State]int, error) {
	return read(ctx, s, brand, func(q *db.Queries) (map[State]int, error) {
		rows, err := q.OrderCount(ctx, brand)
		out := make(map[State]int, len(rows))
		for _, r := range rows {
			out[State(r.State)] = int(r.N)
		}
		return out, err
	})
}

// Order finds one order. It returns ErrNoOrder.
func (s *Shop) Order(ctx context.Context, brand uid.Brand, id string) (Order, error) {
	return read(ctx, s, brand, func(q *db.Queries) (Order, error) {
		doc, err := q.Order(ctx, db.OrderParams{BrandID: brand, ID: id})
		if errors.Is(err, pgx.ErrNoRows) {
			return Order{}, ErrNoOrder
		}
		return keptOrderOf(doc, err)
	})
}

// Customer is what the brand's own system knows of a shopper; nobody known is
// an empty Shopper with the id.
func (s *Shop) Customer(ctx context.Context, brand uid.Brand, ref string) (Shopper, error) {
	return read(ctx, s, brand, func(q *db.Queries) (Shopper, error) { return customer(ctx, q, brand, ref) })
}

// CustomerTx is Customer in the caller's transaction, or together with other
// reads.
func CustomerTx(ctx context.Context, tx pgx.Tx, brand uid.Brand, ref string) (Shopper, error) {
	return customer(ctx, db.New(tx), brand, ref)
}

func customer(ctx context.Context, q *db.Queries, brand uid.Brand, ref string) (Shopper, error) {
	doc, err := q.Customer(ctx, db.CustomerParams{BrandID: brand, Ref: ref})
	if errors.Is(err, pgx.ErrNoRows) {
		return Shopper{ID: ref}, nil
	}
	return keptShopperOf(doc, err)
}

// Parcels are an order's parcels, by tracking number.
func (s *Shop) Parcels(ctx context.Context, brand uid.Brand, o Order) (map[string]Parcel, error) {
	return read(ctx, s, brand, func(q *db.Queries) (map[string]Parcel, error) { return parcelsOf(ctx, q, brand, o) })
}

// ParcelsTx is Parcels in the caller's transaction, or together with other reads.
func ParcelsTx(ctx context.Context, tx pgx.Tx, brand uid.Brand, o Order) (map[string]Parcel, error) {
	return parcelsOf(ctx, db.New(tx), brand, o)
}

func parcelsOf(ctx context.Context, q *db.Queries, brand uid.Brand, o Order) (map[string]Parcel, error) {
	docs, err := q.ParcelsOf(ctx, db.ParcelsOfParams{BrandID: brand, OrderID: o.ID, Tracking: slices.Concat([]string{}, o.Tracking)})
	list, err := decoded[Parcel](docs, err)
	out := make(map[string]Parcel, len(list))
	for _, p := range list {
		out[p.Tracking] = p
	}
	return out, err
}

// Act does an action to an order of the shopper, in one transaction: the order
// is locked, changed, read again and verified before anything is told. by says
// who did it and where. It returns ErrNoOrder and the refusals of Apply and
// Verify.
func (s *Shop) Act(ctx context.Context, brand uid.Brand, shopper, order string, a Action, by string) (Result, error) {
	var out Result
	err := pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		out, err = s.act(ctx, db.New(tx), brand, shopper, order, a, by)
		return err
	})
	return out, err
}

func (s *Shop) act(ctx context.Context, q *db.Queries, brand uid.Brand, shopper, order string, a Action, by string) (Result, error) {
	w, err := s.world(ctx, q, brand)
	if err != nil {
		return nil, err
	}
	if !NeedsOrder(a.Name) && order == "" {
		_, res, err := Apply(Order{}, a, w)
		return res, err
	}
	doc, err := q.LockOrder(ctx, db.LockOrderParams{BrandID: brand, ID: order})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNoOrder
	}
	o, err := keptOrderOf(doc, err)
	if err != nil {
		return nil, err
	}
	if o.Shopper != shopper {
		return nil, ErrNoOrder
	}
	if w.Parcels, err = parcelsOf(ctx, q, brand, o); err != nil {
		return nil, err
	}
	who, err := s.payer(ctx, q, brand, shopper)
	if err != nil {
		return nil, err
	}
	w.Wallets = who.Purse()
	if a.Key == "" {
		a.Key = KeyOf(order, a)
	}
	after, res, err := Apply(o, a, w)
	if err != nil || Reads(a.Name) {
		return res, err
	}
	if err := putOrder(ctx, q, brand, after); err != nil {
		return nil, err
	}
	if err := s.pay(ctx, q, brand, who, after.MovedSince(o)); err != nil {
		return nil, err
	}
	if n := len(after.Done); n > len(o.Done) {
		a.Key = after.Done[n-1].Key // done anew after it was taken back, it has another
	}
	return res, s.settle(ctx, q, brand, order, a, res, by)
}

// payer is the shopper with the wallets that an action may use, locked: two
// orders of one shopper must not spend one gift card twice.
func (s *Shop) payer(ctx context.Context, q *db.Queries, brand uid.Brand, ref string) (Shopper, error) {
	doc, err := q.LockCustomer(ctx, db.LockCustomerParams{BrandID: brand, Ref: ref})
	if errors.Is(err, pgx.ErrNoRows) {
		return Shopper{ID: ref}, nil
	}
	return keptShopperOf(doc, err)
}

// pay keeps what the shopper's gift cards hold after money moved.
func (s *Shop) pay(ctx context.Context, q *db.Queries, brand uid.Brand, who Shopper, moved []Movement) error {
	if len(moved) == 0 || len(who.Wallets) == 0 {
		return nil
	}
	doc, err := keepShopper(who.Settled(moved))
	if err != nil {
		return err
	}
	if err := q.PutCustomer(ctx, db.PutCustomerParams{BrandID: brand, Ref: who.ID, Doc: doc}); err != nil {
		return fmt.Errorf("keep shopper's wallets: %w", err)
	}
	return nil
}

// settle reads the order again, verifies the action in it, and writes the
// action down.
func (s *Shop) settle(ctx context.Context, q *db.Queries, brand uid.Brand, order string, a Action, res Result, by string) error {
	doc, err := q.Order(ctx, db.OrderParams{BrandID: brand, ID: order})
	again, err := keptOrderOf(doc, err)
	if err != nil {
		return err
	}
	if err := Verify(again, a, res); err != nil {
		return err
	}
	args, err1 := json.Marshal(a.Args)
	result, err2 := json.Marshal(res)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("write action down: %w", err)
	}
	err = q.AddAction(ctx, db.AddActionParams{BrandID: brand, Key: a.Key, OrderID: order, Name: a.Name, Args: args, Result: result, ByWhom: by, At: s.clock.Now()})
	if err != nil {
		return fmt.Errorf("write action down: %w", err)
	}
	return nil
}

func (s *Shop) world(ctx context.Context, q *db.Queries, brand uid.Brand) (World, error) {
	docs, err := q.Products(ctx, brand)
	products, err := decoded[Product](docs, err)
	if err != nil {
		return World{}, err
	}
	docs, err = q.Coupons(ctx, brand)
	coupons, err := decoded[Coupon](docs, err)
	return World{Now: s.clock.Now(), Catalogue: NewCatalogue(products), Coupons: coupons}, err
}

func putOrder(ctx context.Context, q *db.Queries, brand uid.Brand, o Order) error {
	doc, err := keepOrder(o)
	if err != nil {
		return err
	}
	err = q.PutOrder(ctx, db.PutOrderParams{BrandID: brand, ID: o.ID, ShopperRef: o.Shopper, State: string(o.State), CreatedAt: o.CreatedAt, Doc: doc})
	if err != nil {
		return fmt.Errorf("keep order: %w", err)
	}
	return nil
}

// read asks one question in one round trip: see pg.Together for what work may do.
func read[T any](ctx context.Context, s *Shop, brand uid.Brand, work func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := pg.Together(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		out, err = work(db.New(tx))
		return err
	})
	return out, err
}

func decode[T any](doc []byte, err error) (T, error) {
	var v T
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(doc, &v); err != nil {
		return v, fmt.Errorf("read kept document: %w", err)
	}
	return v, nil
}

func decoded[T any](docs []json.RawMessage, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]T, len(docs))
	for i, d := range docs {
		if out[i], err = decode[T](d, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}
