package matching_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

// exec changes rows behind the board's back, as a test of the database's own
// laws or of a crash needs.
func (b *bundle) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// try is exec that tells what the database says.
func (b *bundle) try(t *testing.T, statement string) error {
	t.Helper()
	return pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), statement)
		return err
	})
}

// openSlot adds a slot that no plan has seen.
func (b *bundle) openSlot(t *testing.T, r booking.Request, starts time.Time, long time.Duration, seats int) uid.Slot {
	t.Helper()
	id := uid.New[uid.Slot]()
	b.exec(t, "INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require) VALUES ($1, $2, $3, $4, $5, $6, '{brand:acme,lang:zh}')",
		id, r.ID, r.Brand, starts, starts.Add(long), seats)
	return id
}

// A thousand claims at once, by twenty at a time, on slots that overlap: every
// agent ends with at most one seat of each hour, and no slot is overfull.
func TestAThousandClaimsBookNobodyTwice(t *testing.T) {
	t.Parallel()
	b := setup(t, 20)
	r := b.booked(t)
	b.exec(t, "UPDATE matching.slot SET need = 0")
	var slots []uid.Slot
	for i := range 50 { // each an hour after the last, four hours long
		slots = append(slots, b.openSlot(t, r, opens.Add(time.Duration(i%10)*time.Hour), 4*time.Hour, 3))
	}
	var won, busy, full atomic.Int64
	var all sync.WaitGroup
	for _, a := range b.agents {
		all.Go(func() {
			for _, s := range slots {
				switch _, err := b.Claim(t.Context(), a, s); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, market.ErrBusy), errors.Is(err, market.ErrUnfit):
					busy.Add(1)
				case errors.Is(err, market.ErrSlotFull):
					full.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	var double, overfull int
	b.scan(t, `SELECT count(*) FROM matching.shift x JOIN matching.shift y ON x.agent_id = y.agent_id AND x.id < y.id AND x.during && y.during
		WHERE x.state = 'accepted' AND y.state = 'accepted'`, &double)
	b.scan(t, "SELECT count(*) FROM matching.slot s WHERE s.need < (SELECT count(*) FROM matching.shift h WHERE h.slot_id = s.id AND h.state = 'accepted')", &overfull)
	if double != 0 || overfull != 0 || won.Load() < 20 || won.Load()+busy.Load()+full.Load() != 1000 {
		t.Errorf("got %d double bookings, %d slots overfull; %d won, %d busy, %d full", double, overfull, won.Load(), busy.Load(), full.Load())
	}
}

// One agent, twenty slots at the same time, twenty claims at once: one wins.
func TestTwentyClaimsOfOneAgentAtOnceWinOneSeat(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	r := b.booked(t)
	var slots []uid.Slot
	for i := range 20 {
		slots = append(slots, b.openSlot(t, r, opens.Add(time.Duration(i%2)*30*time.Minute), 4*time.Hour, 1))
	}
	var won atomic.Int64
	var all sync.WaitGroup
	for _, s := range slots {
		all.Go(func() {
			switch _, err := b.Claim(t.Context(), b.agents[0], s); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, market.ErrBusy):
				t.Errorf("got %v, want %v", err, market.ErrBusy)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("got %d seats, want 1", won.Load())
	}
}

// The constraint alone: even rows written past every rule cannot overlap.
func TestTheDatabaseItselfRefusesADoubleBooking(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	r := b.booked(t)
	slot := b.openSlot(t, r, opens, 4*time.Hour, 20)
	var won atomic.Int64
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, offered_at, lapses_at)
					VALUES ($1, $2, $3, $4, $5, tstzrange($6, $7), 'offered', 1, 'CNY', $6, $6)`,
					uid.New[uid.Shift](), slot, r.ID, r.Brand, b.agents[0], opens.Add(time.Duration(i)*time.Minute), opens.Add(4*time.Hour))
				return err
			})
			if err == nil {
				won.Add(1)
			} else if _, broke := pg.Broken(err); !broke && !pg.Crossed(err) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("got %d overlapping shifts, want 1", won.Load())
	}
}

// Twenty accepts and declines of one offer at once: one move, one winner.
func TestOneOfferIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, 120)
	b.filled(t)
	who, offer := b.anOffer(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = b.Accept(t.Context(), who, offer.ID)
			} else {
				_, err = b.Decline(t.Context(), who, offer.ID, "")
			}
			if err != nil && !errors.Is(err, market.ErrShiftMove) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	moves, err := b.Moves(t.Context(), who, offer.ID)
	if err != nil || len(moves) != 2 {
		t.Errorf("got %d moves, %v; want the offer and one answer", len(moves), err)
	}
}

// Two copies of the planner share the queue: each fill is worked once, and two
// requests that want the same people share them without a double booking.
func TestTwoPlannersShareThePool(t *testing.T) {
	t.Parallel()
	b := setup(t, 60)
	first, second := b.booked(t), b.booked(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := b.Fills(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := b.Fills(t.Context()); err != nil { // what a lost race asked for
		t.Fatal(err)
	}
	one, two := b.coverage(t, first.ID), b.coverage(t, second.ID)
	if one.Offered+two.Offered == 0 || one.Fill.State != "done" || two.Fill.State != "done" {
		t.Errorf("got %+v and %+v", one.Fill, two.Fill)
	}
	for _, c := range []matching.Coverage{one, two} {
		missing := 0
		for _, g := range c.Gaps {
			if g.Missing > 0 && g.Why == "" {
				t.Errorf("slot %s is short without a reason", g.Slot)
			}
			missing += g.Missing
		}
		if c.Offered+missing != c.Seats {
			t.Errorf("%d offered and %d missing of %d seats", c.Offered, missing, c.Seats)
		}
	}
}

// A planner that died leaves its row at work; after a minute another takes it
// over, and what the dead one still brings is not stored.
func TestAFillWhoseWorkerDiedIsTakenOver(t *testing.T) {
	t.Parallel()
	b := setup(t, 120)
	r := b.booked(t)
	b.exec(t, "UPDATE matching.fill SET state = 'running', run = 1, beat_at = $1", b.clock.Now())
	if some, err := b.Fill(t.Context()); err != nil || some {
		t.Fatalf("a fill at work was taken: %v, %v", some, err)
	}
	b.clock.MoveTo(b.clock.Now().Add(61 * time.Second))
	if some, err := b.Fill(t.Context()); err != nil || !some {
		t.Fatalf("a dead fill was left: %v, %v", some, err)
	}
	if c := b.coverage(t, r.ID); c.Offered != c.Seats || c.Fill.State != "done" {
		t.Errorf("got %d of %d offered, %s", c.Offered, c.Seats, c.Fill.State)
	}
}

// The newly certified are offered what is open; who loses the certificate loses
// what they hold ahead, with the reason, and somebody else is asked.
func TestCertificatesOpenAndCloseSeats(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.hire(t, 120, "lang:zh", "skill:refund")
	r, c := b.filled(t)
	if c.Offered != 0 || len(c.Gaps) == 0 {
		t.Fatalf("without a certificate got %d offered and %d gaps", c.Offered, len(c.Gaps))
	}
	open, err := b.Opportunities(t.Context(), b.agents[0])
	if err != nil || len(open) == 0 || open[0].Opens != "brand:acme" {
		t.Fatalf("got opportunities %v, %v; want slots that brand:acme opens", open, err)
	}
	if _, err := b.Claim(t.Context(), b.agents[0], open[0].Slot); !errors.Is(err, market.ErrUnfit) {
		t.Errorf("a claim without the certificate: got %v, want %v", err, market.ErrUnfit)
	}
	b.certify(t, b.agents[:100])
	b.until(t, "the certified are planned", func() bool {
		if err := b.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
		return b.coverage(t, r.ID).Offered > 0
	})
	who, offer := b.anOffer(t)
	b.tell(t, fact.Decertified{Meta: fact.New(b.brand, b.clock.Now()), Agent: who, Tag: "brand:acme", Why: "failed the new policy"})
	b.until(t, "the shift is taken back", func() bool {
		moves, err := b.Moves(t.Context(), who, offer.ID)
		return err == nil && moves[len(moves)-1].To == market.Released && moves[len(moves)-1].Why == "certificate withdrawn: failed the new policy"
	})
}

func (b *bundle) certify(t *testing.T, agents []uid.Agent) {
	t.Helper()
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		for _, a := range agents {
			if err := b.register.GiveTag(t.Context(), tx, a, tag.Tag("brand:acme"), "certificate"); err != nil {
				return err
			}
		}
		return b.outbox.Tell(t.Context(), tx, fact.Certified{Meta: fact.New(b.brand, b.clock.Now()), Agent: agents[0], Tag: "brand:acme"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) tell(t *testing.T, f fact.Fact) {
	t.Helper()
	if err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error { return b.outbox.Tell(t.Context(), tx, f) }); err != nil {
		t.Fatal(err)
	}
}

// until waits for what a listener does; the facts lane has no order to wait on.
func (b *bundle) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	pace := time.NewTicker(20 * time.Millisecond)
	defer pace.Stop()
	for range 6000 { // two minutes: the machine may be busy
		if holds() {
			return
		}
		<-pace.C
	}
	t.Fatalf("%s: it did not happen", what)
}

// Hours that an agent adds bring them the offer that was open.
func TestNewHoursBringTheOpenSeat(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.hire(t, 3, "brand:acme", "lang:zh")
	r, c := b.filled(t)
	late := uid.New[uid.Agent]()
	b.agents = append(b.agents, late)
	b.hire(t, 1, "brand:acme", "lang:zh")
	late = b.agents[len(b.agents)-1]
	b.exec(t, "DELETE FROM matching.availability WHERE agent_id = $1", late)
	if err := b.SetAvailability(t.Context(), late, []market.Hours{{Starts: opens, Ends: opens.Add(14 * time.Hour)}, {Starts: opens.Add(12 * time.Hour), Ends: opens.Add(40 * time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := b.coverage(t, r.ID); again.Offered <= c.Offered {
		t.Errorf("got %d offered after the new hours, %d before", again.Offered, c.Offered)
	}
	free, err := b.Availability(t.Context(), late)
	if err != nil || len(free.Hours) != 1 || !free.Hours[0].Ends.Equal(opens.Add(40*time.Hour)) {
		t.Errorf("got %v, %v; want the hours put together", free, err)
	}
}

// No plan ever gives a seat to somebody without the certificate, nor breaks an
// agent's own rules, whatever the pool looks like.
func TestEveryOfferKeepsTheRules(t *testing.T) {
	t.Parallel()
	b := setup(t, 40)
	b.hire(t, 40, "lang:zh")
	b.hire(t, 40, "brand:acme")
	b.filled(t)
	for i, a := range b.agents {
		offers, err := b.Offers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if i >= 40 && len(offers) > 0 {
			t.Errorf("agent %d lacks a required tag and was offered %v", i, offers[0].Reason)
		}
		hours := map[string]time.Duration{}
		for k, o := range offers {
			day := o.Starts.In(shanghai).Format(time.DateOnly)
			if hours[day] += o.Ends.Sub(o.Starts); hours[day] > 8*time.Hour {
				t.Errorf("agent %d was offered %s on %s", i, hours[day], day)
			}
			if k > 0 {
				if gap := o.Starts.Sub(offers[k-1].Ends); gap > 0 && gap < 8*time.Hour {
					t.Errorf("agent %d was offered a rest of %s", i, gap)
				}
			}
		}
	}
}
