package till

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/till/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Run is one comparison of what is there with what is here.
type Run struct {
	ID        uuid.UUID  `json:"id"`
	From      time.Time  `json:"from"`
	Till      time.Time  `json:"till"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Listed    int        `json:"listed" doc:"things seen there"`
	Checked   int        `json:"checked" doc:"calls of ours compared"`
	Differs   int        `json:"differs"`
	Nightly   bool       `json:"nightly"`
}

// edge is how far around the stretch things are looked at, because a thing and
// the answer about it may fall on two sides of midnight.
const edge = time.Hour

// nightAt is when a day is compared: three hours after its end, when the calls
// of its last minutes have their answers.
const nightAt = 3 * time.Hour

// errAway says that the gateway could not be read through: it was busy, broke, or
// did not answer. Nothing of ours is wrong.
var errAway = errors.New("the payment gateway could not be read through")

// awayFor is how long a comparison that the gateway cut short waits.
const awayFor = time.Minute

// compareNightly compares in its own time: a gateway that is busy or away costs
// a minute, not an error of ours.
func (t *Till) compareNightly(ctx context.Context) error {
	if t.clock.Now().UnixNano() < t.rests.Load() {
		return nil
	}
	err := t.reconcileNightly(ctx)
	if !errors.Is(err, errAway) {
		return err
	}
	t.rests.Store(t.clock.Now().Add(awayFor).UnixNano())
	t.log.WarnContext(ctx, "the nightly comparison waits for the gateway", "for", awayFor, "error", err)
	return nil
}

// reconcileNightly compares each day that is over, once, whoever comes first.
func (t *Till) reconcileNightly(ctx context.Context) error {
	day := t.clock.Now().Add(-nightAt).Truncate(24 * time.Hour)
	var last time.Time
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) (err error) {
		last, err = q.LastNight(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("read last comparison: %w", err)
	}
	if !last.Before(day) {
		return nil
	}
	from := day.Add(-24 * time.Hour)
	if last.After(from.AddDate(0, 0, -30)) && last.Before(from) {
		from = last // nights were missed: all of them at once
	}
	_, err = t.reconcile(ctx, from, day, true)
	return err
}

// Reconcile compares a stretch of time: what came to be there with what is
// known here, and the other way round. What differs is a task; what was merely
// not heard of is applied.
func (t *Till) Reconcile(ctx context.Context, from, till time.Time) (Run, error) {
	return t.reconcile(ctx, from, till, false)
}

func (t *Till) reconcile(ctx context.Context, from, till time.Time, nightly bool) (Run, error) {
	r := Run{ID: uid.New[uuid.UUID](), From: from, Till: till, StartedAt: t.clock.Now(), Nightly: nightly}
	if t.gateway == nil {
		return r, nil
	}
	var mine bool
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		n, err := q.BeginRun(ctx, db.BeginRunParams{ID: r.ID, FromAt: from, Till: till, StartedAt: r.StartedAt, Nightly: nightly})
		mine = n == 1
		return err
	})
	if err != nil || !mine {
		return r, err
	}
	c := &comparison{till: t, run: &r, seen: map[string]bool{}}
	var ours error
	err = t.gateway.List(ctx, from.Add(-edge), till.Add(edge), func(o Object) error { ours = c.there(ctx, o); return ours })
	if err != nil && ours == nil && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", errAway, err)
	}
	if err == nil {
		err = c.here(ctx)
	}
	if err != nil {
		return r, errors.Join(fmt.Errorf("compare with the gateway: %w", err), t.drop(ctx, r))
	}
	end := t.clock.Now()
	r.EndedAt = &end
	return r, t.in(context.WithoutCancel(ctx), func(q *db.Queries, _ pgx.Tx) error {
		if err := q.GoneDiffs(ctx, db.GoneDiffsParams{FromAt: from, Till: till, StartedAt: r.StartedAt}); err != nil {
			return fmt.Errorf("close what settled itself: %w", err)
		}
		return q.EndRun(ctx, db.EndRunParams{ID: r.ID, EndedAt: &end, Listed: int32(r.Listed), Checked: int32(r.Checked), Differs: int32(r.Differs)})
	})
}

// drop takes a run that was cut short away, so that its night is compared again.
func (t *Till) drop(ctx context.Context, r Run) error {
	ctx = context.WithoutCancel(ctx)
	return t.in(ctx, func(q *db.Queries, _ pgx.Tx) error { return q.DropRun(ctx, r.ID) })
}

// comparison is one run under way.
type comparison struct {
	till *Till
	run  *Run
	seen map[string]bool
}

// there looks at a thing that is there.
func (c *comparison) there(ctx context.Context, o Object) error {
	c.seen[o.ID] = true
	if o.Created.Before(c.run.From) || !o.Created.Before(c.run.Till) {
		return nil
	}
	c.run.Listed++
	var ops []db.BillingGatewayOp
	err := c.till.in(ctx, func(q *db.Queries, _ pgx.Tx) (err error) {
		ops, err = q.OpsOf(ctx, o.Subject)
		return err
	})
	if err != nil {
		return fmt.Errorf("find what %s is here: %w", o.ID, err)
	}
	if kind, ours, text := judge(o, ops); kind != "" {
		return c.differs(ctx, Difference{Kind: kind, Provider: o.ID, Op: string(o.Kind), Subject: o.Subject, OursMinor: ours, TheirsMinor: o.Amount, Currency: o.Currency, About: text, At: o.Created})
	}
	if o.Subject == uuid.Nil {
		return nil
	}
	return c.till.raise(ctx, o) // a message about it may have been lost
}

// judge says what is wrong with a thing there, given all calls of its subject.
func judge(o Object, ops []db.BillingGatewayOp) (kind string, ours money.Amount, text string) {
	if o.Subject == uuid.Nil {
		return "foreign", 0, "it carries no id of ours"
	}
	var mine *db.BillingGatewayOp
	for i := range ops {
		if Kind(ops[i].Op) == o.Kind && (mine == nil || ops[i].ProviderID == o.ID) {
			mine = &ops[i]
		}
	}
	switch {
	case mine == nil:
		return "missing_here", 0, "it carries an id of ours and nothing here knows of it"
	case mine.State == "rejected":
		return "missing_here", 0, "we take it for refused"
	case mine.State != "ok":
		return "", 0, "" // under way: the call finds it
	case mine.ProviderID != o.ID && o.Status != Drafted:
		return "twice", money.Amount(mine.AmountMinor), "we know it as " + mine.ProviderID
	case mine.ProviderID != o.ID:
		return "", 0, "" // a draft that takes no money
	case money.Amount(mine.AmountMinor) != o.Amount || mine.Currency != o.Currency:
		return "amount", money.Amount(mine.AmountMinor), "another amount is there"
	case o.Status == Uncollectible && slices.ContainsFunc(ops, func(op db.BillingGatewayOp) bool { return Kind(op.Op) == GiveUp }):
		return "", 0, "" // by us
	case o.Status == Void || o.Status == Uncollectible:
		return "status", money.Amount(mine.AmountMinor), "it is " + string(o.Status) + " there"
	}
	return "", 0, ""
}

// listed are the kinds of call whose objects a list shows.
var listed = []string{string(Customer), string(Publish), string(Credit), string(Wallet), string(Account), string(Payout)}

// here looks at the calls that are done and whose objects were not seen.
func (c *comparison) here(ctx context.Context) error {
	const page = 1000
	after := uuid.Nil
	for {
		var ops []db.BillingGatewayOp
		err := c.till.in(ctx, func(q *db.Queries, _ pgx.Tx) (err error) {
			ops, err = q.OpsDoneWithin(ctx, db.OpsDoneWithinParams{FromAt: &c.run.From, Till: &c.run.Till, Ops: listed, AfterID: after, Most: page})
			return err
		})
		if err != nil {
			return fmt.Errorf("list calls that were made: %w", err)
		}
		for _, op := range ops {
			c.run.Checked++
			after = uuid.UUID(op.ID)
			if err := c.sought(ctx, op); err != nil {
				return err
			}
		}
		if len(ops) < page {
			return nil
		}
	}
}

func (c *comparison) sought(ctx context.Context, op db.BillingGatewayOp) error {
	if c.seen[op.ProviderID] {
		return nil
	}
	_, err := c.till.gateway.Fetch(ctx, Kind(op.Op), op.ProviderID)
	if !errors.Is(err, ErrNoObject) {
		return err
	}
	return c.differs(ctx, Difference{
		Kind: "missing_there", Provider: op.ProviderID, Op: op.Op, Subject: op.Subject, OursMinor: money.Amount(op.AmountMinor), Currency: op.Currency,
		About: "it was answered with this id, and is not there", At: *op.DoneAt,
	})
}

func (c *comparison) differs(ctx context.Context, d Difference) error {
	c.run.Differs++
	return c.till.in(ctx, func(q *db.Queries, _ pgx.Tx) error { return sawDiff(ctx, q, d, c.till.clock.Now()) })
}

// Runs lists comparisons, newest first.
func (t *Till) Runs(ctx context.Context, most int) ([]Run, error) {
	out := []Run{}
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.Runs(ctx, int32(most))
		if err != nil {
			return fmt.Errorf("list comparisons: %w", err)
		}
		for _, r := range rows {
			out = append(out, Run{r.ID, r.FromAt, r.Till, r.StartedAt, r.EndedAt, int(r.Listed), int(r.Checked), int(r.Differs), r.Nightly})
		}
		return nil
	})
	return out, err
}
