package till

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/till/internal/db"
)

// Law: a plain no ends a call, a busy gateway lets it wait as it was, and
// whatever else leaves it unknown.
func TestWhatAnAnswerMakesOfACall(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		was   string
		err   error
		state string
		broke bool
		ended bool
	}{
		{"queued", nil, "ok", false, true},
		{"unknown", nil, "ok", false, true},
		{"queued", fmt.Errorf("%w: no such currency", ErrRejected), "rejected", false, true},
		{"queued", fmt.Errorf("%w: 429", ErrBusy), "queued", false, false},
		{"sent", fmt.Errorf("%w: 429", ErrBusy), "unknown", false, false},
		{"unknown", fmt.Errorf("%w: 409", ErrBusy), "unknown", false, false},
		{"queued", fmt.Errorf("%w: 500", ErrBroke), "unknown", true, false},
		{"queued", errors.New("the line broke"), "unknown", false, false},
	} {
		op := ending(db.BillingGatewayOp{State: c.was, Attempts: 3}, "in_1", c.err, now)
		if op.State != c.state || op.Broke != c.broke || (op.DoneAt != nil) != c.ended {
			t.Errorf("%s, then %v: got %s, broke %v, done %v", c.was, c.err, op.State, op.Broke, op.DoneAt)
		}
		if !c.ended && !op.DueAt.After(now) {
			t.Errorf("%s, then %v: tried again at once", c.was, c.err)
		}
	}
}

// Law: a key is given up only when nothing of it can arrive any more: it is a
// day old, or it is answered with a failure that is kept.
func TestAKeyIsGivenUpOnlyWhenNothingOfItCanArrive(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		sent  time.Duration
		broke bool
		rev   int32
	}{{time.Minute, false, 1}, {22 * time.Hour, false, 1}, {24 * time.Hour, false, 2}, {time.Minute, true, 2}} {
		at := now.Add(-c.sent)
		op := afterLook(db.BillingGatewayOp{Rev: 1, Broke: c.broke, FirstSentAt: &at}, now)
		if op.Rev != c.rev || op.Rev == 2 && (op.Broke || !op.FirstSentAt.Equal(now)) {
			t.Errorf("sent %s ago, broke %v: got %+v", c.sent, c.broke, op)
		}
	}
}

// Law: what is told out of order never takes a thing back.
func TestStatusesOnlyRise(t *testing.T) {
	t.Parallel()
	order := []Status{Drafted, Open, Uncollectible, Settled}
	for i, s := range order[1:] {
		if rank[s] <= rank[order[i]] {
			t.Errorf("%s does not stand above %s", s, order[i])
		}
	}
	if len(rank) != 7 {
		t.Errorf("%d statuses have a rank", len(rank))
	}
}
