package training

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
)

// What the school refuses.
var (
	ErrNoDrill   = fault.New(fault.NotFound, "drill_unknown", "there is no such drill of yours")
	ErrEnded     = fault.New(fault.Conflict, "drill_ended", "the drill has ended")
	ErrEmpty     = fault.New(fault.Invalid, "drill_message_empty", "the message has no visible text")
	ErrLong      = fault.New(fault.TooLarge, "drill_message_long", "a message in a drill has at most 2,000 characters")
	ErrKey       = fault.New(fault.Invalid, "drill_message_key", "a message carries a key of 1 to 100 characters, the same when it is sent again")
	ErrKeyReused = fault.New(fault.Conflict, "drill_key_reused", "another message was sent with this key")
)

// Check is the brand's guard on one text of an agent.
type Check func(brand uid.Brand, text string, at time.Time) []drill.Hit

// School drills and certifies. It is made once; Listen before the outbox
// starts.
type School struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	outbox   *outbox.Outbox
	hub      *live.Hub
	register *account.Register
	book     *sop.Book
	library  *knowledge.Library
	shop     *shop.Shop
	needed   func(ctx context.Context, brand uid.Brand) (int, error)
	check    Check

	mu      sync.Mutex // covers shelves
	shelves map[uid.Brand]*shelf
}

// Sources are the brand's own stores that drills are made from.
type Sources struct {
	Book    *sop.Book
	Library *knowledge.Library
	Shop    *shop.Shop
	// Needed is how many people a brand has booked at once; nil: nobody knows.
	Needed func(ctx context.Context, brand uid.Brand) (int, error)
}

// NewSchool makes a school.
func NewSchool(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox, hub *live.Hub, r *account.Register, from Sources, check Check) *School {
	return &School{
		pool: pool, clock: c, outbox: o, hub: hub, register: r, book: from.Book, library: from.Library, shop: from.Shop, needed: from.Needed, check: check,
		shelves: map[uid.Brand]*shelf{},
	}
}

// Listen makes the school hear of changed policy.
func (s *School) Listen() { outbox.On(s.outbox, "training", s.policyChanged) }

// guard is the brand's guard at this moment; without one nothing is found.
func (s *School) guard(brand uid.Brand, at time.Time) drill.Check {
	return func(text string) []drill.Hit {
		if s.check == nil {
			return nil
		}
		return s.check(brand, text, at)
	}
}

// notice is what a push says: read again.
type notice struct {
	Drill uid.Drill `json:"drill,omitzero"`
	Brand uid.Brand `json:"brand,omitzero"`
	State string    `json:"state,omitempty"`
}

// showDrill tells the agent's screens that a drill moved on.
func (s *School) showDrill(agent uid.Agent, d uid.Drill, seq int, state string) {
	s.hub.Poke(live.AgentTopic(agent), "drill", int64(seq), notice{Drill: d, State: state})
}

// showCertificates tells who watches a brand's reserve that it changed.
func (s *School) showCertificates(brand uid.Brand) {
	s.hub.Poke(live.BrandTopic(brand), "certificates", 0, notice{Brand: brand})
	s.hub.Poke(live.FloorTopic, "certificates", 0, notice{Brand: brand})
}

// brandOf is a brand by id. It returns account.ErrNoBrand.
func (s *School) brandOf(ctx context.Context, id uid.Brand) (account.Brand, error) {
	return s.register.Brand(ctx, id)
}
