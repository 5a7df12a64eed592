package matching_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

// An evening in which one seat was taken in two parts and another whole: each
// half hour was worked once, each agent is settled for their own part, at their
// own rate, and together they come to what the whole seats come to.
func TestPartsOfASeatSettleToTheWholeSeat(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	r, slot := b.inParts(t, 2)
	before := b.asked(t)
	booked := b.bookedFact(t)
	first, err := b.TakePart(t.Context(), b.agents[0], slot, part(0, 1.5))
	if err != nil {
		t.Fatal(err)
	}
	open, err := b.Opportunities(t.Context(), b.agents[1])
	i := slices.IndexFunc(open, func(o market.Open) bool { return o.Starts.Equal(first.Ends) })
	if err != nil || i < 0 {
		t.Fatalf("what was left is not open: %+v, %v", open, err)
	}
	second, err := b.TakePart(t.Context(), b.agents[1], open[i].Slot, part(1.5, 4))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := b.Claim(t.Context(), b.agents[2], slot)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.coverage(t, r.ID).Covers {
		if in := !c.Start.Before(opens) && c.Start.Before(opens.Add(4*time.Hour)); in && c.Accepted != 2 || !in && c.Accepted != 0 {
			t.Errorf("at %s %d are counted; want one at each seat", c.Start, c.Accepted)
		}
	}
	b.moveTo(t, opens.Add(95*time.Minute)) // the first part is over, the second has begun
	b.moveTo(t, opens.Add(6*time.Hour))
	all := b.settled(t, r.ID)
	var sum time.Duration
	for _, c := range []struct {
		of    market.Shift
		hours float64
	}{{first, 1.5}, {second, 2.5}, {whole, 4}} {
		got, told := all[c.of.ID]
		want := time.Duration(c.hours * float64(time.Hour))
		if !told || got.Worked != want || got.Agent != c.of.Agent || got.RateMinor != c.of.RateMinor || !got.Starts.Equal(c.of.Starts) || !got.Ends.Equal(c.of.Ends) {
			t.Errorf("settled %+v; want %s of %s at %d", got, want, c.of.Agent, c.of.RateMinor)
		}
		sum += got.Worked
	}
	if len(all) != 3 || sum.Hours() != before || before != 8 {
		t.Errorf("%d shifts are settled with %s; want 3, and the %v hours that were asked for", len(all), sum, before)
	}
	if parts := all[first.ID].Worked + all[second.ID].Worked; parts != all[whole.ID].Worked {
		t.Errorf("the parts come to %s, a whole seat to %s", parts, all[whole.ID].Worked)
	}
	if got := b.bookedFact(t); !reflect.DeepEqual(got, booked) {
		t.Errorf("what the brand is billed for its seats became %+v; want %+v", got, booked)
	}
}

// settled is what agents' pay and the bill were told of a request's shifts.
func (b *bundle) settled(t *testing.T, r uid.Request) map[uid.Shift]fact.ShiftSettled {
	t.Helper()
	out := map[uid.Shift]fact.ShiftSettled{}
	for _, f := range told[fact.ShiftSettled](t, b, "matching.shift_settled") {
		if _, twice := out[f.Shift]; twice {
			t.Errorf("shift %s is settled twice", f.Shift)
		}
		if f.Request == r {
			out[f.Shift] = f
		}
	}
	return out
}

// bookedFact is the booking that the bill charges seats by.
func (b *bundle) bookedFact(t *testing.T) fact.RequestBooked {
	t.Helper()
	all := told[fact.RequestBooked](t, b, "matching.request_booked")
	if len(all) != 1 {
		t.Fatalf("the request is booked %d times", len(all))
	}
	return all[0]
}

// told reads the facts of a kind that the test's listener is told.
func told[F any](t *testing.T, b *bundle, kind string) []F {
	t.Helper()
	var raw []byte
	b.scan(t, "SELECT coalesce(json_agg(args->'fact'), '[]')::text::bytea FROM river.river_job WHERE args->>'fact_kind' = '"+kind+"' AND args->>'listener' = 'test'", &raw)
	var all []F
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}
