package matching_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
	"github.com/manyhands/manyhands/matching/plan"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var shanghai = time.FixedZone("", 8*3600)

// opens is when the doors of the tests' sale open; a week before it, today is.
var (
	opens = time.Date(2026, 11, 10, 20, 0, 0, 0, shanghai)
	today = opens.Add(-7 * 24 * time.Hour)
)

// bundle is a board over one brand, on a clock that the test moves.
type bundle struct {
	*matching.Board
	pool     *pgxpool.Pool
	register *account.Register
	outbox   *outbox.Outbox
	clock    *clock.Movable
	brand    uid.Brand
	agents   []uid.Agent
}

func setup(t *testing.T, agents int) *bundle {
	t.Helper()
	b := &bundle{pool: pgtest.DB(t), clock: clock.NewMovable(clock.Fixed(today)), brand: uid.New[uid.Brand]()}
	b.register = account.NewRegister(b.pool, b.clock, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	b.outbox = pgtest.Outbox(t, b.pool, func(o *outbox.Outbox) {
		b.Board = matching.NewBoard(b.pool, b.clock, o, hub, b.register, nil, slog.New(slog.DiscardHandler))
		b.Listen(o)
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, _ fact.RequestBooked) error { return nil })
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, _ fact.ShiftSettled) error { return nil })
	})
	err = b.register.AddBrand(t.Context(), account.Brand{ID: b.brand, Slug: "acme", Name: "Acme", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	b.hire(t, agents, "brand:acme", "lang:zh", "skill:refund")
	return b
}

// hire adds agents who are free for the days around the sale.
func (b *bundle) hire(t *testing.T, n int, tags ...tag.Tag) {
	t.Helper()
	set, err := tag.ParseAll(tag.Set(tags).Strings())
	if err != nil {
		t.Fatal(err)
	}
	var pool []account.Agent
	free := map[uid.Agent][]plan.Span{}
	for i := range n {
		id := uid.New[uid.Agent]()
		pool = append(pool, account.Agent{
			ID: id, Name: fmt.Sprint("agent ", i), Email: id.String() + "@agents.example", CostMinor: int64(2200 + 10*i%800), ReliabilityBP: 9500,
			MaxHoursDay: 8, MaxHoursTotal: 40, MinRestHours: 8, Capacity: 3, Tags: set,
		})
		free[id] = []plan.Span{plan.Between(opens.Add(-26*time.Hour), opens.Add(60*time.Hour))}
		b.agents = append(b.agents, id)
	}
	if err := b.register.AddAgents(t.Context(), pool, "zh-CN", "none"); err != nil {
		t.Fatal(err)
	}
	if err := b.AddAvailability(t.Context(), free); err != nil {
		t.Fatal(err)
	}
}

// history is ten weeks of two channels, and a sale in the middle.
func history() (contacts, events string) {
	var h strings.Builder
	h.WriteString("start,channel,contacts,aht_s\n")
	first := time.Date(2026, 9, 1, 0, 0, 0, 0, shanghai)
	for d := range 63 {
		for slot := 16; slot < 48; slot++ {
			at := first.AddDate(0, 0, d).Add(time.Duration(slot) * 30 * time.Minute)
			level := 20 + 12*math.Sin(float64(slot-16)/10)
			if d >= 30 && d < 33 {
				level *= 3
			}
			fmt.Fprintf(&h, "%s,taobao,%d,250\n%s,web,%d,300\n", at.Format(time.RFC3339), int(level)+d%3, at.Format(time.RFC3339), int(level/3))
		}
	}
	sale := first.AddDate(0, 0, 30)
	return h.String(), fmt.Sprintf("start,end,name,kind,multiplier\n%s,%s,autumn,platform_sale,\n", sale.Format(time.RFC3339), sale.AddDate(0, 0, 3).Format(time.RFC3339))
}

func wish() booking.Wish {
	return booking.Wish{Event: "Double 11", Kind: "double11", Starts: opens, Ends: opens.Add(30 * time.Hour), Channels: []string{"taobao", "web"}, Plan: "floor_or_paid"}
}

// booked takes a request from its past to the booking.
func (b *bundle) booked(t *testing.T) booking.Request {
	t.Helper()
	h, e := history()
	if _, err := b.ImportHistory(t.Context(), b.brand, strings.NewReader(h)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ImportEvents(t.Context(), b.brand, strings.NewReader(e)); err != nil {
		t.Fatal(err)
	}
	r, err := b.Ask(t.Context(), b.brand, wish())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Foresee(t.Context(), b.brand, r.ID); err != nil {
		t.Fatal(err)
	}
	q, err := b.Quote(t.Context(), b.brand, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = b.Book(t.Context(), b.brand, r.ID, q.ID); err != nil {
		t.Fatal(err)
	}
	return r
}

func (b *bundle) filled(t *testing.T) (booking.Request, matching.Coverage) {
	t.Helper()
	r := b.booked(t)
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r, b.coverage(t, r.ID)
}

func (b *bundle) coverage(t *testing.T, id uid.Request) matching.Coverage {
	t.Helper()
	c, err := b.Coverage(t.Context(), b.brand, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// moveTo sets the clock and lets the board work off what is due by then.
func (b *bundle) moveTo(t *testing.T, at time.Time) {
	t.Helper()
	b.clock.MoveTo(at)
	for range 4 { // what one tick makes due the next works off
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A brand's way from its past to filled seats, worked hours and the facts that
// money hangs on.
func TestARequestGoesFromItsPastToWorkedHours(t *testing.T) {
	t.Parallel()
	b := setup(t, 200)
	r, c := b.filled(t)
	if c.Seats == 0 || c.Offered != c.Seats || len(c.Gaps) != 0 {
		t.Fatalf("got %d of %d seats offered, gaps %v; want all", c.Offered, c.Seats, c.Gaps)
	}
	if c.Bound > c.Objective {
		t.Errorf("the proven bound %d is above the plan's cost %d", c.Bound, c.Objective)
	}
	for _, cell := range c.Covers {
		if cell.Seats < cell.Need || cell.Offered != cell.Seats {
			t.Errorf("at %s: need %d, seats %d, offered %d", cell.Start, cell.Need, cell.Seats, cell.Offered)
		}
	}
	b.acceptAll(t)
	if c = b.coverage(t, r.ID); c.State != booking.Filled || c.Accepted != c.Seats {
		t.Errorf("got state %s with %d of %d accepted, want filled", c.State, c.Accepted, c.Seats)
	}
	b.moveTo(t, opens.Add(time.Minute))
	if c = b.coverage(t, r.ID); c.State != booking.Running {
		t.Errorf("in the event got %s, want running", c.State)
	}
	b.moveTo(t, opens.Add(40*time.Hour))
	if c = b.coverage(t, r.ID); c.State != booking.Settled {
		t.Errorf("after the event got %s, want settled", c.State)
	}
	var shifts, hours, told int
	b.scan(t, "SELECT count(*) FILTER (WHERE state = 'done'), sum(worked_s) / 3600 FROM matching.shift", &shifts, &hours)
	b.scan(t, "SELECT count(*) FROM river.river_job WHERE args->>'fact_kind' = 'matching.shift_settled' AND args->>'listener' = 'test'", &told)
	if shifts != c.Seats || told != shifts || hours == 0 {
		t.Errorf("got %d shifts done, %d hours, %d facts; want %d of each shift and fact", shifts, hours, told, c.Seats)
	}
}

func (b *bundle) acceptAll(t *testing.T) {
	t.Helper()
	for _, a := range b.agents {
		offers, err := b.Offers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offers {
			if _, err := b.Accept(t.Context(), a, o.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (b *bundle) scan(t *testing.T, query string, into ...any) {
	t.Helper()
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error { return tx.QueryRow(t.Context(), query).Scan(into...) })
	if err != nil {
		t.Fatal(err)
	}
}

// A seat that is declined goes to somebody else, and never back to who
// declined it.
func TestADeclinedSeatIsOfferedToSomebodyElse(t *testing.T) {
	t.Parallel()
	b := setup(t, 120)
	r, before := b.filled(t)
	who, offer := b.anOffer(t)
	if _, err := b.Decline(t.Context(), who, offer.ID, "exam"); err != nil {
		t.Fatal(err)
	}
	if c := b.coverage(t, r.ID); c.Offered != before.Offered-1 {
		t.Fatalf("after the decline got %d offered, want %d", c.Offered, before.Offered-1)
	}
	if err := b.Fills(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := b.coverage(t, r.ID); c.Offered != before.Offered {
		t.Errorf("after the next plan got %d offered, want %d", c.Offered, before.Offered)
	}
	again, err := b.Offers(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range again {
		if o.Starts.Before(offer.Ends) && offer.Starts.Before(o.Ends) {
			t.Errorf("%s was offered %s to %s again after declining", who, o.Starts, o.Ends)
		}
	}
	moves, err := b.Moves(t.Context(), who, offer.ID)
	if err != nil || len(moves) != 2 || moves[1].Why != "exam" || moves[1].By != uid.Person(who) {
		t.Errorf("got moves %+v, %v; want the offer and the decline with who and why", moves, err)
	}
}

func (b *bundle) anOffer(t *testing.T) (uid.Agent, market.Mine) {
	t.Helper()
	for _, a := range b.agents {
		offers, err := b.Offers(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if len(offers) > 0 {
			return a, offers[0]
		}
	}
	t.Fatal("nobody has an offer")
	return uid.Agent{}, market.Mine{}
}

// An offer that nobody answers lapses by the clock and the seat is planned
// again.
func TestAnUnansweredOfferLapses(t *testing.T) {
	t.Parallel()
	b := setup(t, 120)
	r, _ := b.filled(t)
	who, offer := b.anOffer(t)
	b.moveTo(t, offer.LapsesAt)
	if _, err := b.Accept(t.Context(), who, offer.ID); !errors.Is(err, market.ErrOfferEnded) {
		t.Errorf("accepting after it lapsed: got %v, want %v", err, market.ErrOfferEnded)
	}
	if c := b.coverage(t, r.ID); c.Offered != 0 || c.Fill.State != "queued" || c.Fill.Why != "lapsed" {
		t.Errorf("got %d offered and fill %+v; want none and a queued one", c.Offered, c.Fill)
	}
}

// Who let one offer pass is asked once more when nobody else is left, and not
// a third time; who declined is not asked again.
func TestWhoMissedAnOfferIsAskedOnceMore(t *testing.T) {
	t.Parallel()
	b := setup(t, 3) // fewer than the seats: everybody is needed
	_, c := b.filled(t)
	if c.Offered == 0 || len(c.Gaps) == 0 {
		t.Fatalf("got %d offered and %d gaps; want too small a pool", c.Offered, len(c.Gaps))
	}
	if g := c.Gaps[0]; g.Why == "" || len(g.Stopped) == 0 {
		t.Errorf("a gap without counts: %+v", g)
	}
	quitter, offer := b.anOffer(t)
	if _, err := b.Decline(t.Context(), quitter, offer.ID, ""); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		b.clock.MoveTo(b.clock.Now().Add(13 * time.Hour))
		for range 20 {
			if err := b.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Fills(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var most, declined int
	b.scan(t, "SELECT max(n) FROM (SELECT count(*) AS n FROM matching.shift GROUP BY agent_id, slot_id) x", &most)
	b.scan(t, "SELECT count(*) FROM matching.shift WHERE agent_id = '"+quitter.String()+"' AND slot_id = '"+offer.Slot.String()+"'", &declined)
	if most != 2 || declined != 1 {
		t.Errorf("one seat was offered to one agent up to %d times, to who declined %d; want 2 and 1", most, declined)
	}
}
