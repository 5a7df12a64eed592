package laws_test

import (
	"errors"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/internal/uid"
)

// Law: the course of a running bill ends where the running bill stands, begins
// with nothing, never passes its guarantees' cap, and knows at no instant what
// was told later.
func TestTheCourseOfARunningBillEndsWhereItStands(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for half := range 4 {
		b.clock.MoveTo(at.Add(time.Duration(30*half+20) * time.Minute))
		b.tell(b.closed(string(rune('a'+half)), 30*half))
		b.tell(b.unanswered(string(rune('p'+half)), 30*half+1))
	}
	b.clock.MoveTo(at.Add(2 * time.Hour))
	now, err := b.Exposure(t.Context(), b.brand)
	if err != nil || now.CompensationMinor == 0 {
		t.Fatalf("got %+v, %v; want something to pay back", now, err)
	}
	c, err := b.Course(t.Context(), b.brand)
	if err != nil || len(c.Points) < 10 || c.Currency != "CNY" {
		t.Fatalf("got %+v, %v", c, err)
	}
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	if first.CompensationMinor != 0 || last.CompensationMinor != now.CompensationMinor || last.SubtotalMinor != now.SubtotalMinor {
		t.Errorf("from %+v to %+v; the bill stands at %d", first, last, now.CompensationMinor)
	}
	for i, p := range c.Points {
		if p.CompensationMinor > p.CapMinor {
			t.Errorf("%s: %d is over the cap of %d", p.At, p.CompensationMinor, p.CapMinor)
		}
		if i > 0 && p.At.Sub(c.Points[i-1].At) < time.Minute {
			t.Errorf("%s is not a minute after the one before", p.At)
		}
	}
	for _, f := range now.Floors {
		if f.Owed > f.Cap {
			t.Errorf("%s owes %d over its cap of %d", f.Guarantee, f.Owed, f.Cap)
		}
	}
	if _, err := b.Course(t.Context(), uid.New[uid.Brand]()); !errors.Is(err, deal.ErrNoContract) {
		t.Errorf("got %v; want no contract", err)
	}
}
