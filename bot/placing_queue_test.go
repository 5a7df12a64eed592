package bot

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/uid"
)

// A brand waits to be placed once, however many of its shoppers write, and
// nobody waits for it; where the line is full the next message asks again.
func TestABrandWaitsOnceToBePlacedAndNobodyWaitsForIt(t *testing.T) {
	t.Parallel()
	m, brand := placedShop(t), uid.New[uid.Brand]()
	p, asked := endpoint(t, func(text string) any { return meant8(text) })
	for range 50 {
		if got := p.likes(t.Context(), brand, m, paraphrase); got != nil {
			t.Fatalf("got %v before anything was placed", got)
		}
	}
	if n := len(p.due); n != 1 || asked.Load() != 0 {
		t.Errorf("%d in line and %d asked, want 1 and 0", n, asked.Load())
	}
	for len(p.due) < cap(p.due) {
		p.likes(t.Context(), uid.New[uid.Brand](), m, paraphrase)
	}
	late := uid.New[uid.Brand]()
	p.likes(t.Context(), late, m, paraphrase)
	<-p.due
	p.likes(t.Context(), late, m, paraphrase)
	if n := len(p.due); n != cap(p.due) {
		t.Errorf("%d in line, want the one that found no place before", n)
	}
}

// mortal is an endpoint that answers nothing while it is dead.
func mortal(t *testing.T) (p *placing, asked *atomic.Int64, dead *atomic.Bool) {
	t.Helper()
	dead = new(atomic.Bool)
	p, asked = endpoint(t, func(text string) any {
		if dead.Load() {
			return nil
		}
		return meant8(text)
	})
	return p, asked, dead
}

// An endpoint that fails while a brand is placed is left alone for a minute,
// and then asked again.
func TestAnEndpointThatFailsIsLeftAloneForAWhile(t *testing.T) {
	t.Parallel()
	m, brand := placedShop(t), uid.New[uid.Brand]()
	p, asked, dead := mortal(t)
	dead.Store(true)
	c := clock.NewMovableAt(clock.System{}, noon)
	p.clock = c
	p.place(t.Context(), brand, m)
	failed := asked.Load()
	p.likes(t.Context(), brand, m, paraphrase)
	if len(p.due) != 0 || asked.Load() != failed {
		t.Errorf("%d in line, %d asked, though it had just failed", len(p.due), asked.Load()-failed)
	}
	dead.Store(false)
	c.MoveTo(noon.Add(placeRest + time.Minute))
	p.likes(t.Context(), brand, m, paraphrase)
	if len(p.due) != 1 {
		t.Fatalf("%d in line after the rest, want 1", len(p.due))
	}
	p.place(t.Context(), brand, m)
	if got := p.likes(t.Context(), brand, m, paraphrase); len(got) == 0 || got[0].Intent != "shipping" {
		t.Errorf("got %v, want shipping", got)
	}
}

// A dead endpoint is not asked by every message: after a few failures in a row
// the breaker answers in its place.
func TestADeadEndpointIsNotAskedByEveryMessage(t *testing.T) {
	t.Parallel()
	m, brand := placedShop(t), uid.New[uid.Brand]()
	p, asked, dead := mortal(t)
	p.place(t.Context(), brand, m)
	dead.Store(true)
	before := asked.Load()
	const messages = 100
	for range messages {
		if got := p.likes(t.Context(), brand, m, paraphrase); got != nil {
			t.Fatalf("a dead endpoint said %v", got)
		}
	}
	if n := asked.Load() - before; n > messages/5 {
		t.Errorf("%d calls for %d messages", n, messages)
	}
}
