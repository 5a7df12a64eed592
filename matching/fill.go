package matching

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/market"
	"github.com/manyhands/manyhands/matching/plan"
)

// ErrNotBooked refuses to fill what nobody booked.
var ErrNotBooked = fault.New(fault.Conflict, "request_not_booked", "the request is not booked, or is over")

// ErrNoFill says that there is no run to stop.
var ErrNoFill = fault.New(fault.Conflict, "fill_none", "the planner is not at work on this request")

// errNotOurs says that a run was stopped, or taken over by another worker whose
// plan counts.
var errNotOurs = errors.New("the run is not ours any more")

const (
	fillLimit = 30 * time.Second // of one run of the planner
	fillStale = time.Minute      // without a beat the run's worker is dead
	fillBeat  = 2 * time.Second
)

// Short is a slot that has fewer people than it needs, and why.
type Short struct {
	Slot    uid.Slot `json:"slot"`
	Missing int      `json:"missing"`
	Why     string   `json:"why"`
	// Why in counts: agents who suit it, by what stops them; those whom nothing
	// does; and required tags that nobody holds.
	Stopped map[plan.Obstacle]int `json:"stopped,omitempty"`
	Free    int                   `json:"free,omitempty"`
	Lacking []string              `json:"lacking,omitempty"`
}

// AskFill asks for a run of the planner over a booked request. It returns
// ErrNoRequest and ErrNotBooked; one that waits already is enough.
func (b *Board) AskFill(ctx context.Context, brand uid.Brand, id uid.Request) error {
	return b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		state, err := q.LockRequest(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return booking.ErrNoRequest
		}
		if err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
		switch booking.State(state) {
		case booking.Booked, booking.Filling, booking.Filled, booking.Running:
			return b.QueueFill(ctx, q, id, brand, "asked")
		}
		return ErrNotBooked
	})
}

// StopFill stops the runs of a request's planner, those that wait too. What was
// offered stays offered; the next seat that falls empty, or somebody's asking,
// begins another. It returns ErrNoRequest, and ErrNoFill when nothing runs.
func (b *Board) StopFill(ctx context.Context, brand uid.Brand, by uid.Person, id uid.Request) error {
	now := b.on.Clock.Now()
	err := b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		if _, err := q.LockRequest(ctx, id); errors.Is(err, pgx.ErrNoRows) {
			return booking.ErrNoRequest
		} else if err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
		stopped, err := q.CancelFills(ctx, db.CancelFillsParams{Now: &now, EndedBy: by, RequestID: id})
		if err == nil && len(stopped) == 0 {
			return ErrNoFill
		}
		return err
	})
	if err == nil {
		b.on.TellBrand(brand, "fill", ground.Notice{Request: id, State: "cancelled"})
	}
	return err
}

// Fill works off one fill that waits, or one whose worker died, and tells
// whether there was any.
func (b *Board) Fill(ctx context.Context) (bool, error) {
	now := b.on.Clock.Now()
	stale := now.Add(-fillStale)
	job, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.MatchingFill, error) {
		return q.ClaimFill(ctx, db.ClaimFillParams{Now: &now, Stale: &stale})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim fill: %w", err)
	}
	if err := b.run(ctx, job); err != nil {
		if ctx.Err() != nil {
			return true, err // stopping: the row stays at work and is taken over
		}
		return true, errors.Join(err, b.failFill(ctx, job, err))
	}
	return true, nil
}

// Fills works until nothing waits: the background's tick.
func (b *Board) Fills(ctx context.Context) error {
	for {
		if some, err := b.Fill(ctx); err != nil || !some {
			return err
		}
	}
}

// run plans outside any transaction, then stores the plan in one.
func (b *Board) run(ctx context.Context, job db.MatchingFill) error {
	r, slug, seats, pool, err := b.question(ctx, job)
	if err != nil {
		return err
	}
	sleepers := slices.ContainsFunc(pool.Refused, func(x market.Refusal) bool { return x.Missed })
	if job.Why == secondAsk {
		pool.Refused = slices.DeleteFunc(pool.Refused, func(x market.Refusal) bool { return x.Missed })
		sleepers = false
	}
	in := market.Instance(r, slug, seats, pool)
	made, err := b.solve(ctx, job, in)
	if err != nil {
		return fmt.Errorf("plan %s: %w", r.ID, err)
	}
	if broken := plan.Check(in, &made); len(broken) > 0 {
		return fmt.Errorf("plan %s breaks a rule: %s", r.ID, broken[0])
	}
	offered, err := b.keepPlan(ctx, job, r, seats, pool, in, &made, sleepers)
	if errors.Is(err, errNotOurs) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, s := range offered {
		b.on.TellAgent(s.Agent, ground.Notice{Request: s.Request, Shift: s.ID, State: string(market.Offered)})
	}
	b.on.TellBrand(r.Brand, "fill", ground.Notice{Request: r.ID, State: "done", Progress: 10_000})
	return nil
}

// question reads what a fill is about: the seats that lie ahead, and the pool.
func (b *Board) question(ctx context.Context, job db.MatchingFill) (r booking.Request, slug string, seats []booking.Seat, pool market.People, err error) {
	who, err := b.on.Register.Brand(ctx, job.BrandID)
	if err != nil {
		return r, "", nil, pool, err
	}
	agents, err := b.on.Register.Agents(ctx)
	if err != nil {
		return r, "", nil, pool, err
	}
	now := b.on.Clock.Now()
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if r, err = booking.RequestOf(ctx, q, job.RequestID); err != nil {
			return err
		}
		slots, err := q.Slots(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("list slots: %w", err)
		}
		for _, s := range slots {
			if s.Starts.After(now) {
				seats = append(seats, booking.Seat{ID: s.ID.String(), Starts: s.Starts, Ends: s.Ends, Need: int(s.Need), Require: booking.SetOf(s.Require), Kind: booking.Kind(s.Kind)})
			}
		}
		bound, err := market.BondsOf(ctx, q, nil, r.Brand, now)
		if err != nil {
			return err
		}
		pool, err = market.PeopleOf(ctx, q, bound.Bind(agents, who.Slug), nil, r.ID, r.Starts, r.Ends)
		return err
	})
	return r, who.Slug, seats, pool, err
}

// solve runs the planner while a beat keeps the row alive and shows how far it
// is. When the beat finds that another worker took the row over, it stops.
func (b *Board) solve(ctx context.Context, job db.MatchingFill, in *plan.Instance) (plan.Plan, error) {
	ctx, stop := context.WithCancel(ctx)
	var progress atomic.Int32
	ended := make(chan struct{}) // closed by the beat
	go func() {
		defer close(ended)
		b.beat(ctx, stop, job, &progress)
	}()
	defer func() { stop(); <-ended }()
	o := plan.Options{
		Limit: fillLimit, Now: b.on.Clock.Now, Seed: 1, Progress: func(p plan.Progress) { progress.Store(progressBP(p)) },
	}
	if len(in.Agents) < b.sharing.From {
		return plan.Solve(ctx, in, o)
	}
	l, err := b.leadRun(ctx, job, in)
	if err != nil { // alone it takes longer, and makes the same plan
		b.on.Log.WarnContext(ctx, "a fill is not shared", "fill", job.ID, "error", err)
		return plan.Solve(ctx, in, o)
	}
	o.Far, o.Limit = l.ask, sharedLimit
	made, err := plan.Solve(ctx, in, o)
	if wrong := l.close(ctx); wrong != nil {
		b.on.Log.WarnContext(ctx, "end of a shared fill", "fill", job.ID, "error", wrong) // the next run forgets what is left
	}
	return made, err
}

func (b *Board) beat(ctx context.Context, stop context.CancelFunc, job db.MatchingFill, progress *atomic.Int32) {
	pace := time.NewTicker(fillBeat)
	defer pace.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
		now, bp := b.on.Clock.Now(), progress.Load()
		mine, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (int64, error) {
			return q.BeatFill(ctx, db.BeatFillParams{ID: job.ID, Run: job.Run, Now: &now, ProgressBp: bp})
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			b.on.Log.WarnContext(ctx, "beat of a fill", "fill", job.ID, "error", err) // the row goes stale by itself
		case mine == 0:
			stop()
			return
		}
		b.on.TellBrand(job.BrandID, "fill", ground.Notice{Request: job.RequestID, State: "running", Progress: int(bp)})
	}
}

// progressBP puts the planner's stages on one scale.
func progressBP(p plan.Progress) int32 {
	from, till := 0, 4000
	switch p.Stage {
	case "plan":
		from, till = 4000, 6000
	case "improve":
		from, till = 6000, 9900
	}
	if p.Total <= 0 {
		return int32(from)
	}
	return int32(from + (till-from)*min(p.Done, p.Total)/p.Total)
}

// keepPlan stores a plan in one transaction: the offers, what is short, and
// the end of the fill. A seat whose agent was taken meanwhile is short, and
// asks for another run; so do short seats when somebody missed their offer.
func (b *Board) keepPlan(ctx context.Context, job db.MatchingFill, r booking.Request, seats []booking.Seat, pool market.People, in *plan.Instance, made *plan.Plan, sleepers bool) ([]market.Shift, error) {
	offers, err := b.OffersOf(r, seats, pool, in, made)
	if err != nil {
		return nil, err
	}
	var kept []market.Shift
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if _, err := q.LockRequest(ctx, r.ID); err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
		now, err := q.LockFill(ctx, job.ID)
		if err != nil {
			return fmt.Errorf("lock fill: %w", err)
		}
		if now.State != "running" || now.Run != job.Run {
			return errNotOurs
		}
		if offers, err = stillOpen(ctx, q, r.ID, offers); err != nil {
			return err
		}
		if kept, err = b.InsertOffers(ctx, q, r, offers, job.Why); err != nil {
			return err
		}
		short := shortOf(ofWork(made.Short, seats), offers, kept)
		if next := nextFill(len(offers)-len(kept), len(short), sleepers); next != "" {
			if err := b.QueueFill(ctx, q, r.ID, r.Brand, next); err != nil {
				return err
			}
		}
		if err := b.endFill(ctx, q, job, made, len(kept), short); err != nil {
			return err
		}
		if err := priceSlots(ctx, q, seats, made.Prices); err != nil {
			return err
		}
		return b.Recount(ctx, q, r.ID)
	})
	return kept, err
}

// priceSlots keeps what one more person is worth in each slot: the desk spares
// those whom a dear slot could use.
func priceSlots(ctx context.Context, q *db.Queries, seats []booking.Seat, prices *plan.Prices) error {
	if prices == nil {
		return nil
	}
	var p db.PriceSlotsParams
	for _, s := range seats { // the instance has more: what agents hold elsewhere
		price, priced := prices.BySlot[s.ID]
		id, err := uid.Parse[uid.Slot](s.ID)
		if err != nil {
			return err
		}
		if priced {
			p.Ids, p.Prices = append(p.Ids, uuid.UUID(id)), append(p.Prices, max(0, price))
		}
	}
	if err := q.PriceSlots(ctx, p); err != nil {
		return fmt.Errorf("keep prices of slots: %w", err)
	}
	return nil
}

// shortOf is what the plan left short and what was lost since.
func shortOf(planned []plan.Shortfall, offers, kept []market.Shift) []Short {
	out := []Short{}
	for _, s := range planned {
		id, err := uid.Parse[uid.Slot](s.Slot)
		if err == nil { // only our own slots can be short
			out = append(out, Short{id, s.Missing, s.Why, s.Stopped, s.Free, s.Lacking.Strings()})
		}
	}
	got := map[uid.Shift]bool{}
	for _, s := range kept {
		got[s.ID] = true
	}
	lost := map[uid.Slot]int{}
	for _, s := range offers {
		if !got[s.ID] {
			lost[s.Slot]++
		}
	}
	for slot, n := range lost {
		out = append(out, Short{Slot: slot, Missing: n, Why: "taken by another shift while the plan was made; planned again"})
	}
	return out
}

func (b *Board) endFill(ctx context.Context, q *db.Queries, job db.MatchingFill, made *plan.Plan, assigned int, short []Short) error {
	missing := 0
	for _, s := range short {
		missing += s.Missing
	}
	raw, err := json.Marshal(short)
	if err != nil {
		return fmt.Errorf("write shortfalls: %w", err)
	}
	now := b.on.Clock.Now()
	err = q.EndFill(ctx, db.EndFillParams{
		ID: job.ID, State: "done", DoneAt: &now, Assigned: int32(assigned), Missing: int32(missing), Objective: made.Objective, Bound: made.Bound, Short: raw,
	})
	if err != nil {
		return fmt.Errorf("end fill: %w", err)
	}
	return nil
}

// failFill ends a fill that cannot be made; asking again tries again.
func (b *Board) failFill(ctx context.Context, job db.MatchingFill, why error) error {
	now := b.on.Clock.Now()
	text := "the planner failed"
	if f, ok := fault.As(why); ok {
		text = f.Error()
	}
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		return q.EndFill(ctx, db.EndFillParams{ID: job.ID, State: "failed", DoneAt: &now, Short: json.RawMessage("[]"), Error: text})
	})
	b.on.TellBrand(job.BrandID, "fill", ground.Notice{Request: job.RequestID, State: "failed"})
	return err
}
