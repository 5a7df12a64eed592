package training_test

import (
	"errors"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
)

// drawnOne plays real conversations until one is drawn for a second look.
func (b *bundle) drawnOne(a uid.Agent) training.Sample {
	b.t.Helper()
	for n := 1; ; n++ {
		b.real(a, 8*time.Second, "我的快递到哪了", wellDone...)
		b.until(func() bool { return len(b.reviews(a)) == n })
		all, err := b.Samples(b.t.Context(), b.brand)
		b.must(err)
		if len(all.Drawn) > 0 {
			return all.Drawn[0]
		}
	}
}

// Who looks at a drawn conversation says what they see before they are told
// what the rules made of it; then both stand side by side, row by row, and the
// agreement counts them. The first look counts, a half one is none, and
// another brand's people find nothing.
func TestASecondLookIsMadeBlindAndOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	ctx, by := t.Context(), uid.Person(b.agents[0])
	s := b.drawnOne(b.agents[0])
	o, err := b.OpenSample(ctx, b.brand, s.Chat, s.Epoch)
	b.must(err)
	if len(o.Items) == 0 || o.Score != nil || o.Items[0].Rules != nil {
		t.Fatalf("got %+v; want the rows, and nothing of what the rules made of them", o)
	}
	var seen []training.Seen
	for _, it := range o.Items {
		seen = append(seen, training.Seen{Place: it.Place, Saw: "full"})
	}
	seen[0].Saw, seen[0].Note = "none", "没有打招呼"
	if _, err := b.LookAgain(ctx, by, b.brand, s.Chat, s.Epoch, seen[1:]); !errors.Is(err, training.ErrLookRows) {
		t.Errorf("half a look: got %v, want %v", err, training.ErrLookRows)
	}
	if _, err := b.LookAgain(ctx, by, uid.New[uid.Brand](), s.Chat, s.Epoch, seen); !errors.Is(err, training.ErrNoReview) {
		t.Errorf("another brand: got %v, want %v", err, training.ErrNoReview)
	}
	if o, err = b.LookAgain(ctx, by, b.brand, s.Chat, s.Epoch, seen); err != nil || o.Score == nil || o.Items[0].Rules == nil || o.Items[0].Person.Saw != "none" {
		t.Fatalf("got %+v, %v; want both views side by side", o, err)
	}
	if _, err := b.LookAgain(ctx, by, b.brand, s.Chat, s.Epoch, seen); !errors.Is(err, training.ErrLooked) {
		t.Errorf("a second time: got %v, want %v", err, training.ErrLooked)
	}
	all, err := b.Samples(ctx, b.brand)
	b.must(err)
	var looked, alike, harder int64
	for _, a := range all.Agreement {
		looked, alike, harder = looked+a.Looked, alike+a.Alike, harder+a.Harder
	}
	if want := int64(len(o.Items)); looked != want || alike != want-1 || harder != 1 {
		t.Errorf("got %d rows looked at, %d alike, %d harder; want %d, all but one alike, that one harder", looked, alike, harder, want)
	}
	if d := all.Drawn[len(all.Drawn)-1]; d.Alike != len(o.Items)-1 || d.Score == nil || d.By == "" {
		t.Errorf("got %+v; want who looked and in how many rows they agreed", d)
	}
}
