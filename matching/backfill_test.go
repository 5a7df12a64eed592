package matching_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
	"github.com/manyhands/manyhands/matching/staffing"
)

// present says where an agent is, as their desk would.
func (b *bundle) present(t *testing.T, state string, agents ...uid.Agent) {
	t.Helper()
	for _, a := range agents {
		b.exec(t, `INSERT INTO matching.presence (agent_id, state, since, idle_since, seen_at) VALUES ($1, $2, $3, $3, $3)
			ON CONFLICT (agent_id) DO UPDATE SET state = EXCLUDED.state`, a, state, b.clock.Now())
	}
}

// atWork counts the people who work a slot now.
func (b *bundle) atWork(t *testing.T, slot uid.Slot) int {
	t.Helper()
	var n int
	b.scan(t, "SELECT count(*) FROM matching.shift WHERE state = 'working' AND kind = 'work' AND slot_id = '"+slot.String()+"'", &n)
	return n
}

// standby adds a seat of being ready beside a slot and gives it to an agent.
func (b *bundle) standby(t *testing.T, r booking.Request, starts time.Time, long time.Duration, who uid.Agent) market.Shift {
	t.Helper()
	slot := b.openSlot(t, r, starts, long, 1)
	b.exec(t, "UPDATE matching.slot SET kind = 'standby' WHERE id = $1", slot)
	s, err := b.Claim(t.Context(), who, slot)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Thirty in a hundred of those who are due vanish at the start of a sale. By
// five minutes after it every seat has somebody again: first who is paid to be
// ready, then who was asked and came first. The service level is under its
// target in between and back on it within ten minutes.
func TestWhenThirtyInAHundredVanishTheServiceLevelIsBackInTenMinutes(t *testing.T) {
	t.Parallel()
	b := setup(t, 18)
	p := staffing.Params{AHT: 4 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.8, Patience: 3 * time.Minute, Concurrency: 3, MaxOccupancy: 0.85}
	const contacts, seats = 185, 10 // half an hour of the sale, and whom it needs
	if need := staffing.Need(contacts, 30*time.Minute, p); need.Agents != seats {
		t.Fatalf("the sale needs %d agents, the test plays %d", need.Agents, seats)
	}
	serviceLevel := func(agents int) float64 { return staffing.Measure(agents, contacts, 30*time.Minute, p).ServiceLevel }
	r, held := b.claimed(t, opens, 4*time.Hour, seats)
	ready := b.standby(t, r, opens, 4*time.Hour, b.agents[seats])
	came, vanished := b.agents[3:seats], b.agents[:3]
	b.present(t, "available", append(came, ready.Agent)...)
	b.present(t, "offline", vanished...)

	b.moveTo(t, opens.Add(time.Minute))
	if n := b.atWork(t, held[0].Slot); n != len(came) || serviceLevel(n) >= p.Target {
		t.Fatalf("a minute after the start %d work at a service level of %.2f; want %d under %.2f", n, serviceLevel(n), len(came), p.Target)
	}
	b.moveTo(t, opens.Add(3*time.Minute))
	if n := b.atWork(t, held[0].Slot); n != len(came)+1 {
		t.Errorf("three minutes after the start %d work, want the one who stood by among them", n)
	}
	b.takeUrgent(t, 2)
	b.moveTo(t, opens.Add(5*time.Minute))
	if n := b.atWork(t, held[0].Slot); n != seats || serviceLevel(n) < p.Target {
		t.Errorf("five minutes after the start %d work at a service level of %.2f; want all %d over %.2f", n, serviceLevel(n), seats, p.Target)
	}
	b.moveTo(t, opens.Add(10*time.Minute))
	if n := b.atWork(t, held[0].Slot); n != seats {
		t.Errorf("ten minutes after the start %d work, want %d and no more", n, seats)
	}
	b.scanOne(t, "SELECT count(*) FROM matching.shift WHERE state = 'offered'", 0)
	b.paidToBeReady(t, ready)
}

// takeUrgent lets some of those who were asked at once take the seat, a minute
// later; the pay begins when they come, and is more than usual.
func (b *bundle) takeUrgent(t *testing.T, most int) {
	t.Helper()
	b.clock.MoveTo(b.clock.Now().Add(time.Minute))
	took := 0
	for _, a := range b.agents {
		offers, err := b.Offers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offers {
			if took == most {
				continue
			}
			b.present(t, "available", a)
			s, err := b.Accept(t.Context(), a, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			took++
			if !s.Starts.Equal(b.clock.Now()) || s.RateMinor <= o.Reason.BaseMinor {
				t.Errorf("an urgent seat from %s at %d an hour, base %d; now it is %s", s.Starts, s.RateMinor, o.Reason.BaseMinor, b.clock.Now())
			}
		}
	}
	if took != most {
		t.Fatalf("%d urgent offers could be taken, want %d", took, most)
	}
}

// paidToBeReady: the standby ended when it was called, is paid for the minutes
// before, and the work is another shift at the whole rate.
func (b *bundle) paidToBeReady(t *testing.T, ready market.Shift) {
	t.Helper()
	s := b.mine(t, ready.Agent, ready.ID)
	if s.State != market.Done || s.Cause != market.Called || s.WorkedS != 180 || s.RateMinor*10 != s.Reason.BaseMinor*4 {
		t.Errorf("the standby: %s because of %q, %d s at %d of %d", s.State, s.Cause, s.WorkedS, s.RateMinor, s.Reason.BaseMinor)
	}
	if got := b.kinds(t, ready.Agent); got["called"] != 1 {
		t.Errorf("told: %v", got)
	}
}

// Whoever is asked at once and comes second is told so and has lost nothing;
// no more sit down than there are seats.
func TestOfThoseAskedAtOnceTheFirstHasTheSeat(t *testing.T) {
	t.Parallel()
	b := setup(t, 6)
	_, held := b.claimed(t, opens, 4*time.Hour, 1)
	b.present(t, "offline", held[0].Agent)
	b.moveTo(t, opens.Add(3*time.Minute))
	asked := make(map[uid.Agent]market.Mine)
	for _, a := range b.agents[1:] {
		offers, err := b.Offers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offers {
			asked[a] = o
		}
	}
	var won, late atomic.Int64
	var all sync.WaitGroup
	for a, o := range asked {
		all.Go(func() {
			switch _, err := b.Accept(t.Context(), a, o.ID); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, market.ErrSlotFull), errors.Is(err, market.ErrShiftMove):
				late.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || late.Load() == 0 {
		t.Errorf("%d of those asked sat down, %d came second; want one and some", won.Load(), late.Load())
	}
	b.scanOne(t, "SELECT count(*) FROM matching.shift WHERE state = 'released' AND cause = 'outrun'", int(late.Load()))
	b.scanOne(t, "SELECT count(*) FROM matching.shift WHERE state IN ('offered', 'accepted')", 1)
}
