package training

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
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
	ErrNoDrill    = fault.New(fault.NotFound, "drill_unknown", "there is no such drill of yours")
	ErrEnded      = fault.New(fault.Conflict, "drill_ended", "the drill has ended")
	ErrEmpty      = fault.New(fault.Invalid, "drill_message_empty", "the message has no visible text")
	ErrLong       = fault.New(fault.TooLarge, "drill_message_long", "a message in a drill has at most 2,000 characters")
	ErrKey        = fault.New(fault.Invalid, "drill_message_key", "a message carries a key of 1 to 100 characters, the same when it is sent again")
	ErrRoundEarly = fault.New(fault.Conflict, "drill_round_early", "several shoppers at once come with the level: two with level 2, three with level 3, and not in a refresh")
	ErrNoRow      = fault.New(fault.NotFound, "drill_row_unknown", "the grade has no such row, or nothing was lost in it")
	ErrNotGraded  = fault.New(fault.Conflict, "drill_not_graded", "only a graded drill can be gone over again")
	ErrKeyReused  = fault.New(fault.Conflict, "drill_key_reused", "another message was sent with this key")
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
	chats    *chat.Log
	events   func(ctx context.Context, brand uid.Brand) ([]Event, error)
	check    Check

	mu      sync.Mutex // covers shelves
	shelves map[uid.Brand]*shelf
}

// Sources are the brand's own stores that drills are made from.
type Sources struct {
	Book    *sop.Book
	Library *knowledge.Library
	Shop    *shop.Shop
	// Chats are the real conversations; nil: none are reviewed.
	Chats *chat.Log
	// Events are what a brand has booked people for; nil: nobody knows.
	Events func(ctx context.Context, brand uid.Brand) ([]Event, error)
}

// NewSchool makes a school.
func NewSchool(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox, hub *live.Hub, r *account.Register, from Sources, check Check) *School {
	return &School{
		pool: pool, clock: c, outbox: o, hub: hub, register: r, book: from.Book, library: from.Library, shop: from.Shop, chats: from.Chats, events: from.Events, check: check,
		shelves: map[uid.Brand]*shelf{},
	}
}

// Listen makes the school hear of changed policy, and of conversations that
// ended.
func (s *School) Listen() {
	outbox.On(s.outbox, "training", s.policyChanged)
	outbox.On(s.outbox, "training", s.chatClosed)
}

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

// showDrill tells the agent's screens that a drill moved on. An agent's topic
// has no count of its own: a drill's would make the next drill's look old.
func (s *School) showDrill(agent uid.Agent, d uid.Drill, state string) {
	s.hub.Poke(live.AgentTopic(agent), "drill", 0, notice{Drill: d, State: state})
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
