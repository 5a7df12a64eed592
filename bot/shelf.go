package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
)

// ErrNotTheirs refuses an order that is not the shopper's.
var ErrNotTheirs = fault.New(fault.NotFound, "order_not_found", "the shopper has no such order")

// Shelf is a brand's shop in memory: what the file command and the demo act
// on. The server's shop is behind the same two funcs.
type Shelf struct {
	mu     sync.Mutex // covers orders and who
	orders map[string]shop.Order
	mine   map[string][]string
	world  shop.World
	who    map[string]shop.Shopper
}

// NewShelf takes a brand's orders, parcels, coupons and products.
func NewShelf(b Brand) *Shelf {
	s := &Shelf{orders: map[string]shop.Order{}, mine: map[string][]string{}, world: shop.World{Catalogue: shop.NewCatalogue(b.Products), Coupons: b.Coupons, Parcels: b.Parcels}, who: map[string]shop.Shopper{}}
	for id, who := range b.Shoppers {
		s.who[id] = who
	}
	for id, o := range b.Orders {
		s.orders[id] = o
		s.mine[o.Shopper] = append(s.mine[o.Shopper], id)
	}
	for _, ids := range s.mine {
		slices.SortFunc(ids, func(a, b string) int {
			x, y := created(s.orders[a]), created(s.orders[b])
			if !x.Equal(y) {
				return y.Compare(x)
			}
			return map[bool]int{true: -1, false: 1}[a < b]
		})
	}
	return s
}

func created(o shop.Order) (zero time.Time) {
	if o.CreatedAt == nil {
		return zero
	}
	return *o.CreatedAt
}

// Orders lists a shopper's own orders, newest first.
func (s *Shelf) Orders(shopper string) []shop.Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []shop.Order
	for _, id := range s.mine[shopper] {
		out = append(out, s.orders[id])
	}
	return out
}

// Shopper is who asks, with what their gift cards hold now.
func (s *Shelf) Shopper(id string) (shop.Shopper, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.who[id]
	return who, ok
}

// ActAt is the door for actions at an instant. It returns ErrNotTheirs and the
// faults of shop.Apply.
func (s *Shelf) ActAt(now time.Time) func(ctx context.Context, shopper, order string, a shop.Action) (shop.Result, error) {
	return func(_ context.Context, shopper, order string, a shop.Action) (shop.Result, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		o, ok := s.orders[order]
		if !ok && !shop.NeedsOrder(a.Name) {
			o.Shopper = shopper
		} else if !ok || shopper == "" || o.Shopper != shopper {
			return nil, ErrNotTheirs
		}
		w := s.world
		w.Now = now
		w.Wallets = s.who[shopper].Purse()
		after, res, err := shop.Apply(o, a, w)
		if err != nil {
			return nil, err
		}
		if ok {
			s.orders[order] = after
			if who, known := s.who[shopper]; known {
				s.who[shopper] = who.Settled(after.MovedSince(o))
			}
			if err := shop.Verify(s.orders[order], a, res); err != nil {
				return nil, err
			}
		}
		return res, nil
	}
}
