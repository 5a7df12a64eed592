package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
	"github.com/manyhands/manyhands/matching/route"
)

// The floor is the router's memory of the rows. What this copy of the program
// does is told to it at once; what others do it learns when it reads whose seat
// changed. It may be behind: a decision is only won when the rows agree.
const (
	readEvery   = 400 * time.Millisecond // what changed is read, in each of the desk's beats
	readAtLeast = 250 * time.Millisecond // and in each beat while somebody waits, no oftener than this
	brandsLife  = 5 * time.Second
)

// seat is what the router was told of an agent.
type seat struct {
	seatOf
	touched uint64 // which change it knows of; an older reading does not undo it
}

// seatOf is what a seat is made of: equal ones need no change.
type seatOf struct {
	state    route.State
	load     int
	capacity int
	skills   string
	shift    uid.Shift
	brand    uid.Brand
	reserve  uint8
}

// person is an agent with their tags in one word, made once for many readings.
type person struct {
	account.Agent
	skills string
}

func personOf(a account.Agent) person {
	return person{a, strings.Join(a.Tags.Strings(), " ")}
}

// reading is the rows of one moment.
type reading struct {
	at     uint64 // the last change that it is sure to know of
	work   []db.AtWorkRow
	shifts map[uid.Agent]db.OnShiftRow
	people map[uid.Agent]person
	prices map[uid.Brand][]db.PricesNowRow
	since  int64 // the next reading's cursor
}

// refresh makes the floor equal to the rows, if it was read longer ago than
// that. Readings do not overlap; decisions go on meanwhile.
func (d *Desk) refresh(ctx context.Context, older time.Duration) error {
	if d.younger(older) {
		return nil // without waiting for a reading that is under way
	}
	d.reading.Lock()
	defer d.reading.Unlock()
	if d.younger(older) {
		return nil
	}
	if d.mayFollow() {
		return d.follow(ctx)
	}
	return d.readWhole(ctx)
}

// readWhole reads everybody: at the start, and when too much was missed.
func (d *Desk) readWhole(ctx context.Context) error {
	d.mu.Lock()
	r := reading{at: d.moved}
	d.mu.Unlock()
	if err := d.readAll(ctx, &r); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.apply(r)
}

// younger tells whether everybody was read less long ago than that. A clock
// that stands still, in a test, makes nothing young.
func (d *Desk) younger(than time.Duration) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	age := d.clock.Now().Sub(d.read)
	return age > 0 && age < than
}

func (d *Desk) readAll(ctx context.Context, r *reading) error {
	now := d.clock.Now()
	r.shifts = map[uid.Agent]db.OnShiftRow{}
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		var err error
		if r.since, err = q.Snapshot(ctx); err != nil { // before the rows: a change is seen twice rather than never
			return fmt.Errorf("read snapshot: %w", err)
		}
		if r.work, err = q.AtWork(ctx); err != nil {
			return fmt.Errorf("list who is at work: %w", err)
		}
		rows, err := q.OnShift(ctx, now)
		if err != nil {
			return fmt.Errorf("list who is on shift: %w", err)
		}
		for _, s := range rows {
			r.shifts[s.AgentID] = s
		}
		return readPrices(ctx, q, now, r)
	})
	if err != nil {
		return err
	}
	who := make([]uid.Agent, len(r.work))
	for i, w := range r.work {
		who[i] = w.AgentID
	}
	return d.readPeople(ctx, r, who)
}

func readPrices(ctx context.Context, q *db.Queries, now time.Time, r *reading) error {
	rows, err := q.PricesNow(ctx, now)
	if err != nil {
		return fmt.Errorf("read prices of slots: %w", err)
	}
	r.prices = map[uid.Brand][]db.PricesNowRow{}
	for _, p := range rows {
		r.prices[p.BrandID] = append(r.prices[p.BrandID], p)
	}
	return nil
}

// readPeople finds who some agents are, and what the brands are called.
func (d *Desk) readPeople(ctx context.Context, r *reading, who []uid.Agent) error {
	r.people = map[uid.Agent]person{}
	if len(who) > 0 {
		all, err := d.register.Some(ctx, who)
		if err != nil {
			return err
		}
		for _, a := range all {
			r.people[a.ID] = personOf(a)
		}
	}
	now := d.clock.Now()
	d.mu.Lock()
	old := now.Sub(d.brandsRead) > brandsLife
	d.mu.Unlock()
	if !old {
		return nil
	}
	brands, err := d.register.Brands(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, b := range brands {
		d.slugs[b.ID] = b.Slug
	}
	d.brandsRead = now
	return nil
}

// apply seats everybody as a reading has them. mu is held.
func (d *Desk) apply(r reading) error {
	for id, a := range r.people {
		d.people[id] = a
	}
	present := make(map[uid.Agent]bool, len(r.work))
	for _, w := range r.work {
		present[w.AgentID] = true
		if d.newer(w.AgentID, r.at) {
			continue
		}
		if err := d.seat(w, r.shifts[w.AgentID], r.prices, r.at); err != nil {
			return err
		}
	}
	for id := range d.seated {
		if !present[id] && !d.newer(id, r.at) {
			d.unseat(id)
		}
	}
	d.seen(r.since)
	return nil
}

// reread makes one agent's seat equal to the rows, after something that this
// copy did to it; again, when a decision took a slot of it meanwhile.
func (d *Desk) reread(ctx context.Context, agent uid.Agent) error {
	for range mostTries {
		if again, err := d.rereadOnce(ctx, agent); err != nil || !again {
			return err
		}
	}
	return nil // the next beat reads it
}

func (d *Desk) rereadOnce(ctx context.Context, agent uid.Agent) (again bool, err error) {
	d.mu.Lock()
	d.moved++
	at := d.moved
	_, known := d.people[agent]
	first := d.read.IsZero()
	d.mu.Unlock()
	if first {
		return false, nil // the first decision reads everybody
	}
	now := d.clock.Now()
	var w db.AtWorkOneRow
	var shift db.OnShiftRow
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if w, err = q.AtWorkOne(ctx, agent); errors.Is(err, pgx.ErrNoRows) {
			w.State = "offline"
			return nil
		}
		if err != nil {
			return fmt.Errorf("read presence: %w", err)
		}
		s, err := q.ShiftNow(ctx, db.ShiftNowParams{AgentID: agent, At: now})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("find shift: %w", err)
		}
		shift.ShiftID, shift.BrandID = s.ShiftID, s.BrandID
		return nil
	})
	if err != nil {
		return false, err
	}
	var a []account.Agent
	if !known {
		if a, err = d.register.Some(ctx, []uid.Agent{agent}); err != nil {
			return false, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range a {
		d.people[one.ID] = personOf(one)
	}
	if d.newer(agent, at) {
		return d.pending[agent] == 0, nil // else the decision reads it when it ends
	}
	if w.State == "offline" {
		d.unseat(agent)
		return false, nil
	}
	return false, d.seat(db.AtWorkRow(w), shift, nil, at)
}

// seat tells the router what an agent is now. Whatever changed, the seat is
// made anew: the router's own bookkeeping is for the moments between readings.
// Without prices the agent keeps the reserve it had. mu is held.
func (d *Desk) seat(w db.AtWorkRow, shift db.OnShiftRow, prices map[uid.Brand][]db.PricesNowRow, at uint64) error {
	a, ok := d.people[w.AgentID]
	if !ok {
		return nil // disabled, or joined a moment ago
	}
	was := d.seated[a.ID]
	s := seat{touched: at, seatOf: seatOf{
		state: stateOf(w.State), load: int(w.Units), capacity: max(a.Capacity, 1), shift: shift.ShiftID, brand: shift.BrandID, reserve: was.reserve, skills: a.skills,
	}}
	if prices != nil {
		s.reserve = reserveOf(a.Tags, prices[shift.BrandID])
	}
	if was.seatOf == s.seatOf {
		return nil
	}
	skills := make(map[tag.Tag]uint8, len(a.Tags)+1)
	for _, t := range a.Tags {
		skills[t] = 1
	}
	if !shift.ShiftID.IsZero() {
		skills[onShift(d.slugs[shift.BrandID])] = 1
	}
	d.unseat(a.ID)
	place, err := d.router.Add(route.Agent{ID: a.ID, Skills: skills, Capacity: s.capacity, Reserve: s.reserve})
	if err != nil {
		return fmt.Errorf("seat agent: %w", err)
	}
	if err := d.router.SetState(place, route.Available, w.IdleSince); err != nil {
		return err
	}
	if n := min(s.load, s.capacity); n > 0 {
		if err := d.router.Reserve(place, n, w.IdleSince); err != nil {
			return err
		}
	}
	d.seated[a.ID] = s
	if s.state == route.Available {
		return nil
	}
	return d.router.SetState(place, s.state, w.IdleSince)
}

func (d *Desk) unseat(id uid.Agent) {
	if at, ok := d.router.SeatOf(id); ok {
		if err := d.router.Remove(at); err != nil {
			d.log.Error("unseat agent", "error", err)
		}
	}
	delete(d.seated, id)
}

// reserveOf is how much a brand's slots would miss an agent: the dearest slot
// of now that the agent suits, as a share of the dearest of all. Somebody whom
// only common slots can use comes first.
func reserveOf(tags tag.Set, prices []db.PricesNowRow) uint8 {
	var suits, dearest, cheapest int64
	for i, p := range prices {
		dearest = max(dearest, p.Price)
		if i == 0 || p.Price < cheapest {
			cheapest = p.Price
		}
		if holdsAll(tags, p.Require) {
			suits = max(suits, p.Price)
		}
	}
	if dearest <= cheapest || suits <= cheapest {
		return 0
	}
	return uint8(255 * (suits - cheapest) / (dearest - cheapest))
}

func holdsAll(tags tag.Set, need []string) bool {
	for _, n := range need {
		if !tags.Has(tag.Tag(n)) {
			return false
		}
	}
	return true
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
