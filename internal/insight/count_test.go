package insight

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The percentile of counted waits is the wait of the one at that place, rounded
// up to its step: one second in the first minute.
func TestAPercentileIsTheWaitAtItsPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waits := rapid.SliceOfN(rapid.Int64Range(0, 2_000_000), 1, 60).Draw(t, "waits in ms")
		pm := rapid.Int64Range(1, 1000).Draw(t, "per mille")
		sums := map[string]int64{}
		for _, ms := range waits {
			sums[bucket(wait, time.Duration(ms)*time.Millisecond)]++
		}
		slices.Sort(waits)
		at := (int64(len(waits))*pm+999)/1000 - 1
		exact := time.Duration(waits[at]) * time.Millisecond
		got, ok := percentile(sums, wait, pm)
		if !ok || got < exact || got-exact >= stepOf(exact) {
			t.Fatalf("got %v of %v per mille %d, want %v rounded up", got, waits, pm, exact)
		}
	})
}

func stepOf(d time.Duration) time.Duration {
	switch {
	case d > 10*time.Minute:
		return time.Minute
	case d > time.Minute:
		return 5 * time.Second
	}
	return time.Second
}

func TestNothingCountedHasNoPercentileAndNoShare(t *testing.T) {
	t.Parallel()
	if _, ok := percentile(map[string]int64{"wait:3": 0, "first:9": 4}, wait, 900); ok {
		t.Error("got a wait where nobody waited")
	}
	if bp := share(0, 0); bp != nil {
		t.Errorf("got a share of %d of nothing", *bp)
	}
	if bp := share(2, 3); bp == nil || *bp != 6667 {
		t.Errorf("got %v, want 66.67 %%", bp)
	}
}

// Adding the difference of two tallies to the first gives the second.
func TestADifferenceLeadsFromOneTallyToTheOther(t *testing.T) {
	t.Parallel()
	tallies := rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.Int64Range(-9, 9))
	rapid.Check(t, func(t *rapid.T) {
		was, is := tally{}, tally{}
		for m, n := range tallies.Draw(t, "was") {
			was.add(time.Unix(0, 0), "", m, n)
		}
		for m, n := range tallies.Draw(t, "is") {
			is.add(time.Unix(0, 0), "", m, n)
		}
		got := maps.Clone(was)
		got.plus(is.minus(was))
		if !maps.Equal(got, is) {
			t.Fatalf("got %v, want %v", got, is)
		}
	})
}

// 京东 counts 30 seconds from nine to eleven at night; everybody else has 20
// seconds around the clock.
func TestEachChannelHasItsRule(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2026, 11, 11, hour, 0, 0, 0, china) }
	for _, c := range []struct {
		channel string
		hour    int
		holds   bool
		within  time.Duration
	}{
		{"jd", 8, false, 30 * time.Second},
		{"jd", 9, true, 30 * time.Second},
		{"jd", 22, true, 30 * time.Second},
		{"jd", 23, false, 30 * time.Second},
		{"taobao", 3, true, 20 * time.Second},
	} {
		r := ruleOf(c.channel)
		if got := r.holds(at(c.hour)); got != c.holds || r.Within != c.within {
			t.Errorf("%s at %d: holds %v within %v, want %v within %v", c.channel, c.hour, got, r.Within, c.holds, c.within)
		}
	}
}

// A window's minutes and hours cover it once: no gap, nothing twice.
func TestAWindowIsCoveredOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(0, 1e6).Draw(t, "from"), 0).UTC()
		v := Window{From: from, Till: from.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(t, "seconds")) * time.Second)}
		b := v.borders()
		if !b.FromAt.Equal(v.From.Truncate(time.Minute)) || !b.TillAt.After(v.Till) || b.TillAt.Sub(v.Till) > time.Minute {
			t.Fatalf("%v covers %v to %v", v, b.FromAt, b.TillAt)
		}
		ordered := !b.Whole.Before(b.FromAt) && !b.Ragged.Before(b.Whole) && !b.TillAt.Before(b.Ragged)
		onHours := b.Whole.Equal(b.Ragged) || b.Whole.Truncate(time.Hour).Equal(b.Whole) && b.Ragged.Truncate(time.Hour).Equal(b.Ragged)
		if !ordered || !onHours {
			t.Fatalf("borders %+v are out of order or off the hour", b)
		}
	})
}
