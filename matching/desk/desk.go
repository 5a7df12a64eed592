package desk

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
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

	mu     sync.Mutex // covers what follows: the router's memory of the rows
	router *route.Router
	seated map[uid.Agent]seat
	people map[uid.Agent]account.Agent
	read   time.Time // when people was read
	slugs  map[uid.Brand]string
	asks   map[string]*route.Ask
}

// seat is what the router was told of an agent, to tell it only what changed.
type seat struct {
	state  route.State
	load   int
	skills string
	shift  uid.Shift
	brand  uid.Brand
}

// New makes a desk.
func New(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, chats *chat.Log, r *account.Register, hub *live.Hub) *Desk {
	return &Desk{
		pool: pool, clock: c, log: log, chats: chats, register: r, hub: hub,
		router: route.New(), seated: map[uid.Agent]seat{}, slugs: map[uid.Brand]string{}, asks: map[string]*route.Ask{},
	}
}

// onShift is the tag that an agent holds in the router while on shift for a
// brand; it is nobody's claim, so it has a namespace of its own.
func onShift(slug string) tag.Tag { return tag.Tag("onshift:" + slug) }

// certificate is the tag that a brand's drill is passed for.
func certificate(slug string) tag.Tag { return tag.Tag("brand:" + slug) }

// peopleLife bounds how long a new certificate takes to count at the desk.
const peopleLife = 5 * time.Second

// refresh makes the router's memory equal to the rows. mu is held.
func (d *Desk) refresh(ctx context.Context) error {
	now := d.clock.Now()
	if err := d.readPeople(ctx, now); err != nil {
		return err
	}
	held, err := d.chats.HeldCounts(ctx)
	if err != nil {
		return err
	}
	var work []db.AtWorkRow
	shifts := map[uid.Agent]db.OnShiftRow{}
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		var err error
		if work, err = q.AtWork(ctx); err != nil {
			return fmt.Errorf("list who is at work: %w", err)
		}
		rows, err := q.OnShift(ctx, now)
		for _, s := range rows {
			shifts[s.AgentID] = s
		}
		return err
	})
	if err != nil {
		return err
	}
	present := make(map[uid.Agent]bool, len(work))
	for _, w := range work {
		present[w.AgentID] = true
		if err := d.seat(w, shifts[w.AgentID], held[w.AgentID]); err != nil {
			return err
		}
	}
	for id := range d.seated {
		if !present[id] {
			d.unseat(id)
		}
	}
	return nil
}

func (d *Desk) readPeople(ctx context.Context, now time.Time) error {
	if d.people != nil && now.Sub(d.read) < peopleLife {
		return nil
	}
	all, err := d.register.Agents(ctx)
	if err != nil {
		return err
	}
	d.people = make(map[uid.Agent]account.Agent, len(all))
	for _, a := range all {
		d.people[a.ID] = a
	}
	brands, err := d.register.Brands(ctx)
	for _, b := range brands {
		d.slugs[b.ID] = b.Slug
	}
	d.read = now
	return err
}

// seat tells the router what an agent is now. Whatever changed, the seat is
// made anew: the router's own bookkeeping is for the moments between refreshes.
func (d *Desk) seat(w db.AtWorkRow, shift db.OnShiftRow, held int) error {
	a, ok := d.people[w.AgentID]
	if !ok {
		return nil // joined a moment ago; the next reading of people has them
	}
	s := seat{state: stateOf(w.State), load: held + int(w.Reserved) + int(w.Wrapping), shift: shift.ShiftID, brand: shift.BrandID}
	skills := map[tag.Tag]uint8{}
	for _, t := range a.Tags {
		skills[t] = 1
		s.skills += string(t) + " "
	}
	if !shift.ShiftID.IsZero() {
		skills[onShift(d.slugs[shift.BrandID])] = 1
	}
	if d.seated[a.ID] == s {
		return nil
	}
	d.unseat(a.ID)
	at, err := d.router.Add(route.Agent{ID: a.ID, Skills: skills, Capacity: max(a.Capacity, 1)})
	if err != nil {
		return fmt.Errorf("seat agent: %w", err)
	}
	if err := d.router.SetState(at, route.Available, w.IdleSince); err != nil {
		return err
	}
	if n := min(s.load, max(a.Capacity, 1)); n > 0 {
		if err := d.router.Reserve(at, n, w.IdleSince); err != nil {
			return err
		}
	}
	d.seated[a.ID] = s
	if s.state == route.Available {
		return nil
	}
	return d.router.SetState(at, s.state, w.IdleSince)
}

func (d *Desk) unseat(id uid.Agent) {
	if at, ok := d.router.SeatOf(id); ok {
		if err := d.router.Remove(at); err != nil {
			d.log.Error("unseat agent", "error", err)
		}
	}
	delete(d.seated, id)
}

func stateOf(s string) route.State {
	switch s {
	case "available":
		return route.Available
	case "wrap_up":
		return route.WrapUp
	case "break":
		return route.Break
	case "training":
		return route.Training
	case "forced_away":
		return route.ForcedAway
	}
	return route.Offline
}
