package desk

import (
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/route"
)

// What the desk refuses.
var (
	ErrNotOnShift    = fault.New(fault.Conflict, "not_on_shift", "you have no shift now; accept one first")
	ErrState         = fault.New(fault.Invalid, "agent_state_wrong", "an agent is offline, available, break, training or wrap_up")
	ErrNoReservation = fault.New(fault.NotFound, "reservation_unknown", "this conversation is not offered to you any more")
)

// The times of the desk.
const (
	reservationLife = 15 * time.Second // ours; the public defaults lie between 5 s and 60 s, source S15
	wrapUpLife      = 30 * time.Second
	relaxAfter      = time.Minute      // a wished-for skill is dropped for a chat that waits this long
	practisedAfter  = 10 * time.Second // a hard conversation waits so long for somebody practised, then goes to anybody: half of the 20 s that most answers are promised in
	nobodyAfter     = 45 * time.Second // nobody on shift at all: the bot says so
	giveUpAfter     = 10 * time.Minute // people are on shift and none came: 600 s, source S15
)

// Desk gives waiting conversations to agents.
type Desk struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	log      *slog.Logger
	chats    *chat.Log
	register *account.Register
	hub      *live.Hub

	turns   chan struct{} // one for each decision under way, never closed
	reading sync.Mutex    // one reading of the rows at a time; taken before mu

	mu         sync.Mutex // covers the floor: what follows
	router     *route.Router
	seated     map[uid.Agent]seat
	people     map[uid.Agent]person
	slugs      map[uid.Brand]string
	asks       map[string]*route.Ask
	moved      uint64    // changes so far
	vain       uint64    // looks that found no room, so far
	heard      uint64    // vain as it was when the queue was last offered
	read       time.Time // when the rows were read
	brandsRead time.Time
	forgot     time.Time          // when old changes were dropped
	since      int64              // transactions from this on may not have been seen
	mine       map[int64]struct{} // those of our own decisions, which the floor knows
	pending    map[uid.Agent]int  // decisions under way
	late       map[uid.Agent]bool // whose seat a reading left alone meanwhile
	round      []uid.Agent        // who is still to be read again in this round of repair
}

// New makes a desk.
func New(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, chats *chat.Log, r *account.Register, hub *live.Hub) *Desk {
	return &Desk{
		pool: pool, clock: c, log: log, chats: chats, register: r, hub: hub, turns: make(chan struct{}, mostAtOnce),
		router: route.New(), seated: map[uid.Agent]seat{}, people: map[uid.Agent]person{}, slugs: map[uid.Brand]string{}, asks: map[string]*route.Ask{}, mine: map[int64]struct{}{}, pending: map[uid.Agent]int{}, late: map[uid.Agent]bool{},
	}
}

// onShift is the tag that an agent holds in the router while on shift for a
// brand; it is nobody's claim, so it has a namespace of its own.
func onShift(slug string) tag.Tag { return tag.Tag("onshift:" + slug) }

// practised is the tag of who has come further up the ladder than its first rung.
func practised(slug string) tag.Tag { return tag.Tag("practised:" + slug) }

// certificate is the tag that a brand's drill is passed for.
func certificate(slug string) tag.Tag { return tag.Tag("brand:" + slug) }
