package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// A plan takes seconds and thinks of slots ahead. A seat that falls empty near
// its start, or after it, is filled here: first from those who are paid to be
// ready, who need not answer; then by asking several who are free at once, of
// whom the first has it.
const (
	backfillAhead = 15 * time.Minute // nearer than this no plan is waited for
	backfillLeast = 30 * time.Minute // a shorter rest of a slot is nobody's while
	backfillAgain = 20 * time.Second // between two tries of one slot
	backfillLives = 2 * time.Minute  // of an urgent offer
	askedAtOnce   = 3                // for each empty seat
	mostAtHand    = 5000             // are looked at for one slot
)

// ready is an agent who stands by, and their shift.
type ready struct {
	shift uid.Shift
	who   account.Agent
}

// backfill looks for empty seats and fills them.
func (b *Board) backfill(ctx context.Context) error {
	now := b.on.Clock.Now()
	const most = 50
	rows, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]db.ShortSlotsRow, error) {
		return q.ShortSlots(ctx, db.ShortSlotsParams{Until: now.Add(backfillAhead), Least: now.Add(backfillLeast), Now: &now, Most: most})
	})
	if err != nil {
		return fmt.Errorf("list slots that are short: %w", err)
	}
	var wrong []error
	for _, r := range rows {
		brand, err := b.on.Register.Brand(ctx, r.BrandID)
		var agents []account.Agent
		if err == nil { // before any transaction: none may wait for a second connection
			agents, err = b.atHand(ctx, r, brand)
		}
		if err == nil {
			err = b.backfillSlot(ctx, r.ID, brand, agents)
		}
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

// atHand are the agents who could be in a slot's seats now: who stands by, and
// who is free. A pool of hundreds of thousands is not read for one seat.
func (b *Board) atHand(ctx context.Context, slot db.ShortSlotsRow, brand account.Brand) ([]account.Agent, error) {
	starts := slot.Starts
	if now := b.on.Clock.Now(); starts.Before(now) {
		starts = now
	}
	ids, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]uid.Agent, error) {
		out, err := q.FreeFor(ctx, db.FreeForParams{Starts: starts, Ends: slot.Ends, Salt: slot.ID.String(), Most: mostAtHand})
		if err != nil {
			return nil, fmt.Errorf("list who is free: %w", err)
		}
		waiting, err := q.Ready(ctx, db.ReadyParams{BrandID: brand.ID, At: starts})
		if err != nil {
			return nil, fmt.Errorf("list who stands by: %w", err)
		}
		for _, x := range waiting {
			out = append(out, x.AgentID)
		}
		return out, nil
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	all, err := b.on.Register.Some(ctx, ids)
	require := booking.SetOf(slot.Require)
	return slices.DeleteFunc(all, func(a account.Agent) bool { return !a.Tags.HasAll(require) }), err
}

// backfillSlot tries one slot, in one transaction.
func (b *Board) backfillSlot(ctx context.Context, id uid.Slot, brand account.Brand, agents []account.Agent) error {
	now, again := b.on.Clock.Now(), b.on.Clock.Now().Add(backfillAgain)
	var moved []Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		n, err := q.TriedBackfill(ctx, db.TriedBackfillParams{Again: &again, ID: id, Now: now})
		if err != nil {
			return fmt.Errorf("take turn at a slot: %w", err)
		}
		if n == 0 {
			return nil // another copy is at it
		}
		moved, err = b.fillNow(ctx, q, tx, id, brand, agents)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range moved {
		b.showShift(s)
	}
	return nil
}

func (b *Board) fillNow(ctx context.Context, q *db.Queries, tx pgx.Tx, id uid.Slot, brand account.Brand, agents []account.Agent) ([]Shift, error) {
	row, err := q.Slot(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("find slot: %w", err)
	}
	if _, err := q.LockRequest(ctx, row.RequestID); err != nil {
		return nil, fmt.Errorf("lock request: %w", err)
	}
	r, err := booking.RequestOf(ctx, q, row.RequestID)
	if err != nil {
		return nil, err
	}
	now := b.on.Clock.Now()
	to := placed(row, brand).from(now)
	moved, empty, err := b.callReady(ctx, q, tx, r, to, agents)
	if err != nil || empty <= 0 {
		return moved, err
	}
	asked, err := b.askUrgently(ctx, q, r, to, agents, empty)
	return append(moved, asked...), err
}

// callReady calls who stands by into the empty seats, the most reliable first.
func (b *Board) callReady(ctx context.Context, q *db.Queries, tx pgx.Tx, r booking.Request, to place, agents []account.Agent) ([]Shift, int, error) {
	empty, err := emptySeats(ctx, q, to.slot)
	if err != nil || empty <= 0 {
		return nil, empty, err
	}
	waiting, err := b.readyFor(ctx, q, r, to, agents)
	if err != nil {
		return nil, 0, err
	}
	var moved []Shift
	for _, x := range waiting {
		if empty == 0 {
			break
		}
		ended, begun, err := b.call(ctx, q, tx, r, to, x)
		if f, refused := fault.As(err); refused {
			b.on.Log.InfoContext(ctx, "standby does not fit the seat", "shift", x.shift, "slot", to.slot, "code", f.Code)
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		empty--
		moved = append(moved, ended, begun)
		if err := b.notify(ctx, q, begun, told{kind: saidBackfilled, why: "from standby"}); err != nil {
			return nil, 0, err
		}
	}
	return moved, empty, nil
}

// readyFor lists who stands by at the time of a place, the most reliable first.
func (b *Board) readyFor(ctx context.Context, q *db.Queries, r booking.Request, to place, agents []account.Agent) ([]ready, error) {
	rows, err := q.Ready(ctx, db.ReadyParams{BrandID: r.Brand, At: to.Starts})
	if err != nil {
		return nil, fmt.Errorf("list who stands by: %w", err)
	}
	who := make([]uid.Agent, len(rows))
	for i, x := range rows {
		who[i] = x.AgentID
	}
	records, err := recordsOf(ctx, q, who, b.on.Clock.Now().Add(-scoreLooksBack))
	if err != nil {
		return nil, err
	}
	var out []ready
	for _, x := range rows {
		if i := slices.IndexFunc(agents, func(a account.Agent) bool { return a.ID == x.AgentID }); i >= 0 {
			out = append(out, ready{x.ID, agents[i]})
		}
	}
	slices.SortStableFunc(out, func(x, y ready) int { return scoreOf(y.who, records) - scoreOf(x.who, records) })
	return out, nil
}

// askUrgently asks a few who are free for each empty seat that nobody is asked
// for yet.
func (b *Board) askUrgently(ctx context.Context, q *db.Queries, r booking.Request, to place, agents []account.Agent, empty int) ([]Shift, error) {
	live, err := q.LiveOnSlot(ctx, to.slot)
	if err != nil {
		return nil, fmt.Errorf("list seats: %w", err)
	}
	asked := 0
	for _, h := range live {
		if ShiftState(h.MatchingShift.State) == Offered {
			asked++
		}
	}
	most := empty*askedAtOnce - asked
	if most <= 0 {
		return nil, nil
	}
	now := b.on.Clock.Now()
	bound, err := BondsOf(ctx, q, idsOf(agents), r.Brand, now)
	if err != nil {
		return nil, err
	}
	pool, err := PeopleOf(ctx, q, bound.Bind(agents, to.brand.Slug), idsOf(agents), r.ID, to.Starts, to.Ends)
	if err != nil {
		return nil, err
	}
	to.Urgent, to.Need = true, to.Need+most
	var offers []Shift
	for _, who := range suitors(r, to.brand.Slug, to.Seat, pool, most) {
		s := offer(r, to.Seat, who)
		s.ID, s.Slot, s.State, s.Origin, s.OfferedAt, s.LapsesAt = uid.New[uid.Shift](), to.slot, Offered, ByBackfill, now, now.Add(backfillLives)
		offers = append(offers, s)
	}
	return b.InsertOffers(ctx, q, r, offers, "a seat fell empty")
}

// suitors are agents who could take a seat now without breaking a rule, those
// whom the brand prefers and then the most reliable first.
func suitors(r booking.Request, slug string, at booking.Seat, pool People, most int) []account.Agent {
	byAgent := pool.apart()
	fit := slices.Clone(pool.agents)
	slices.SortStableFunc(fit, func(x, y account.Agent) int {
		if cx, cy := x.Tags.Has(chosenTag), y.Tags.Has(chosenTag); cx != cy {
			if cx {
				return -1
			}
			return 1
		}
		return y.ReliabilityBP - x.ReliabilityBP
	})
	span := plan.Between(at.Starts, at.Ends)
	var out []account.Agent
	for _, a := range fit {
		if len(out) == most {
			break
		}
		mine := byAgent[a.ID]
		free := slices.ContainsFunc(joined(slices.Clone(mine.free[a.ID])), func(w plan.Span) bool { return w.From <= span.From && w.Till >= span.Till })
		if !free || !a.Tags.HasAll(at.Require) || turnedDown(mine, span) {
			continue
		}
		mine.agents = []account.Agent{a}
		if len(brokenBy(r, slug, at, a, mine)) == 0 {
			out = append(out, a)
		}
	}
	return out
}

// turnedDown tells whether an agent gave back or was away for this very time.
func turnedDown(mine People, span plan.Span) bool {
	return slices.ContainsFunc(mine.Refused, func(x Refusal) bool {
		w := plan.Between(x.starts, x.ends)
		return w.From < span.Till && span.From < w.Till
	})
}

// apart splits what is known of a pool by agent.
func (p People) apart() map[uid.Agent]People {
	out := make(map[uid.Agent]People, len(p.agents))
	for _, a := range p.agents {
		out[a.ID] = People{free: map[uid.Agent][]plan.Span{a.ID: p.free[a.ID]}}
	}
	for _, h := range p.held {
		if mine, ok := out[h.agent]; ok {
			mine.held = append(mine.held, h)
			out[h.agent] = mine
		}
	}
	for _, x := range p.Refused {
		if mine, ok := out[x.agent]; ok {
			mine.Refused = append(mine.Refused, x)
			out[x.agent] = mine
		}
	}
	return out
}

// seated is what follows when one of several takes an urgent seat: their pay
// begins now, and when no seat is left the others need not answer.
func (b *Board) seated(ctx context.Context, q *db.Queries, tx pgx.Tx, s Shift, now time.Time) (Shift, []Shift, error) {
	if s.Starts.Before(now) {
		if err := q.CutShift(ctx, db.CutShiftParams{Starts: now, Ends: s.Ends, ID: s.ID}); err != nil {
			return s, nil, fmt.Errorf("begin shift now: %w", err)
		}
		s.Starts = now
	}
	if err := b.notify(ctx, q, s, told{kind: saidBackfilled, by: uid.Person(s.Agent), why: "from the pool"}); err != nil {
		return s, nil, err
	}
	empty, err := emptySeats(ctx, q, s.Slot)
	if err != nil || empty > 0 {
		return s, nil, err
	}
	live, err := q.LiveOnSlot(ctx, s.Slot)
	if err != nil {
		return s, nil, fmt.Errorf("list seats: %w", err)
	}
	var others []Shift
	for _, h := range live {
		if ShiftState(h.MatchingShift.State) != Offered {
			continue
		}
		o, err := b.moveShiftTx(ctx, q, tx, h.MatchingShift.ID, func(context.Context, *db.Queries, Shift) (moving, error) {
			return moving{to: Released, cause: Outrun, why: "another was first", taken: true}, nil
		})
		if err != nil {
			return s, nil, err
		}
		others = append(others, o)
	}
	return s, others, nil
}
