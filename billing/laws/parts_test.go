package laws_test

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
)

// Law: a seat that was worked in parts is billed as it was booked, and each
// agent is paid for their own part: the parts come to what the whole seat
// comes to, but for the rounding of each to a whole minor unit.
func TestASeatWorkedInPartsIsBilledOnceAndPaidByPart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		rate  int64
		parts []time.Duration
	}{
		{"two halves", 3000, []time.Duration{2 * time.Hour, 2 * time.Hour}},
		{"a short and a long part", 2975, []time.Duration{30 * time.Minute, 210 * time.Minute}},
		{"eight half hours at a rate that does not divide", 2999, []time.Duration{
			30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.tell(b.booked())
			whole := b.workedPart(at, 4*time.Hour, c.rate)
			from, sum, worked := at, int64(0), time.Duration(0)
			for _, long := range c.parts {
				agent := b.workedPart(from, long, c.rate)
				if got, want := b.earned(agent), int64(long)*c.rate; 2*abs(got*int64(time.Hour)-want) > int64(time.Hour) {
					t.Errorf("%s at %d pays %d", long, c.rate, got)
				}
				from, sum, worked = from.Add(long), sum+b.earned(agent), worked+long
			}
			if want := b.earned(whole); worked != 4*time.Hour || 2*abs(sum-want) > int64(len(c.parts)) {
				t.Errorf("%s in parts pay %d, the whole seat %d", worked, sum, want)
			}
			// The brand booked ten seats; who held them for how long is not its bill's.
			v := b.draft()
			if qty, amount := line(v, "seat"); qty != 10 || amount != int64(v.SubtotalMinor) {
				t.Errorf("billed %d seats for %d, of %d", qty, amount, v.SubtotalMinor)
			}
		})
	}
}

// workedPart is somebody new who worked so long from then on.
func (b *bundle) workedPart(from time.Time, long time.Duration, rate int64) uid.Agent {
	agent := uid.New[uid.Agent]()
	b.tell(fact.ShiftSettled{
		Meta: fact.New(b.brand, at), Shift: uid.New[uid.Shift](), Request: b.request, Agent: agent, Starts: from, Ends: from.Add(long),
		Worked: long, RateMinor: rate, Currency: "CNY",
	})
	return agent
}

// earned is what an agent's open statement comes to.
func (b *bundle) earned(agent uid.Agent) int64 {
	b.t.Helper()
	p, err := b.Pay(b.t.Context(), agent)
	if err != nil {
		b.t.Fatal(err)
	}
	if len(p.Open) != 1 || len(p.Earnings) != 1 {
		b.t.Fatalf("got %d statements over %d earnings; want one of one", len(p.Open), len(p.Earnings))
	}
	return int64(p.Open[0].TotalMinor)
}

func abs(n int64) int64 { return max(n, -n) }
