package matching_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

func ptr[T any](v T) *T { return &v }

// Every field that is wrong is named, all of them at once.
func TestAWrongRequestNamesItsFields(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	for _, c := range []struct {
		name  string
		spoil func(*booking.Wish)
		want  string
	}{
		{"end before start", func(w *booking.Wish) { w.Ends = w.Starts.Add(-time.Hour) }, "body.ends"},
		{"too long", func(w *booking.Wish) { w.Ends = w.Starts.Add(32 * 24 * time.Hour) }, "body.ends"},
		{"over already", func(w *booking.Wish) { w.Starts, w.Ends = today.Add(-48*time.Hour), today.Add(-time.Hour) }, "body.ends"},
		{"no name", func(w *booking.Wish) { w.Event = "  " }, "body.event"},
		{"unknown kind", func(w *booking.Wish) { w.Kind = "carnival" }, "body.kind"},
		{"no channel", func(w *booking.Wish) { w.Channels = nil }, "body.channels"},
		{"unknown channel", func(w *booking.Wish) { w.Channels = []string{"taobao", "telegraph"} }, "body.channels[1]"},
		{"unknown language", func(w *booking.Wish) { w.Languages = []string{"zh", "tlh"} }, "body.languages[1]"},
		{"a tag without a namespace", func(w *booking.Wish) { w.Require = []string{"skill:refund", "Refund!"} }, "body.require[1]"},
		{"a preferred tag", func(w *booking.Wish) { w.Prefer = []booking.Preference{{Tag: "x", Weight: 1}} }, "body.prefer[0].tag"},
		{"a category", func(w *booking.Wish) { w.Categories = []string{"Shoes & more"} }, "body.categories[0]"},
		{"no such zone", func(w *booking.Wish) { w.Timezone = "Mars/Olympus" }, "body.timezone"},
		{"closes before it opens", func(w *booking.Wish) { w.Opens, w.Closes = ptr(600), ptr(540) }, "body.closes"},
		{"multiplier", func(w *booking.Wish) { w.Multiplier = ptr(0.0) }, "body.multiplier"},
		{"deflection", func(w *booking.Wish) { w.DeflectionBP = ptr(10_001) }, "body.deflection_bp"},
		{"unknown plan", func(w *booking.Wish) { w.Plan = "free_lunch" }, "body.plan"},
		{"budget", func(w *booking.Wish) { w.BudgetMinor = ptr(int64(-1)) }, "body.budget_minor"},
		{"staffing", func(w *booking.Wish) { s := booking.OrdinarySettings; s.TargetBP = 10_000; w.Staffing = &s }, "body.staffing.target"},
	} {
		w := wish()
		c.spoil(&w)
		_, err := b.Ask(t.Context(), b.brand, w)
		f, ok := fault.As(err)
		if !ok || !errors.Is(err, booking.ErrRequest) || !names(f, c.want) {
			t.Errorf("%s: got %v %+v, want %s named", c.name, err, f, c.want)
		}
	}
	w := wish()
	w.Event, w.Kind, w.Channels = "", "?", nil
	_, err := b.Ask(t.Context(), b.brand, w)
	if f, _ := fault.As(err); f == nil || len(f.Fields) != 3 {
		t.Errorf("three wrong fields: got %v", err)
	}
}

func names(f *fault.Fault, where string) bool {
	for _, x := range f.Fields {
		if x.Where == where {
			return true
		}
	}
	return false
}

// Steps out of order are refused by name, and change nothing.
func TestStepsOutOfOrderAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, 5)
	r, err := b.Ask(t.Context(), b.brand, wish())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Quote(t.Context(), b.brand, r.ID); !errors.Is(err, booking.ErrNoForecast) {
		t.Errorf("a quote before the forecast: got %v", err)
	}
	if _, err := b.Foresee(t.Context(), b.brand, r.ID); !errors.Is(err, booking.ErrNoHistory) {
		t.Errorf("a forecast without history: got %v", err)
	}
	if err := b.AskFill(t.Context(), b.brand, r.ID); !errors.Is(err, matching.ErrNotBooked) {
		t.Errorf("a fill before the booking: got %v", err)
	}
	if _, err := b.Coverage(t.Context(), b.brand, r.ID); !errors.Is(err, matching.ErrNotBooked) {
		t.Errorf("coverage before the booking: got %v", err)
	}
	booked := b.booked(t)
	if _, err := b.Foresee(t.Context(), b.brand, booked.ID); !errors.Is(err, booking.ErrState) {
		t.Errorf("a forecast after the booking: got %v", err)
	}
	if err := b.Cancel(t.Context(), b.brand, booked.ID); !errors.Is(err, booking.ErrState) {
		t.Errorf("dropping what is booked: got %v", err)
	}
}

// A booking is made once, at a price that still stands.
func TestABookingIsMadeOnceAtAPriceThatStands(t *testing.T) {
	t.Parallel()
	b := setup(t, 5)
	first := b.booked(t)
	q, err := b.LastQuote(t.Context(), b.brand, first.ID)
	if err != nil || q.BookedAt == nil {
		t.Fatalf("got %+v, %v; want a booked quote", q, err)
	}
	if _, err := b.Book(t.Context(), b.brand, first.ID, q.ID); err != nil {
		t.Errorf("the same booking again: got %v", err)
	}
	var slots, facts int
	b.scan(t, "SELECT count(*) FROM matching.slot", &slots)
	b.scan(t, "SELECT count(*) FROM river.river_job WHERE args->>'fact_kind' = 'matching.request_booked' AND args->>'listener' = 'test'", &facts)
	if c := b.coverage(t, first.ID); facts != 1 || c.Seats == 0 {
		t.Errorf("got %d facts and %d seats in %d slots, want one fact", facts, c.Seats, slots)
	}
	r, err := b.Ask(t.Context(), b.brand, wish())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Foresee(t.Context(), b.brand, r.ID); err != nil {
		t.Fatal(err)
	}
	old, err := b.Quote(t.Context(), b.brand, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := b.Quote(t.Context(), b.brand, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Book(t.Context(), b.brand, r.ID, old.ID); !errors.Is(err, booking.ErrQuoteExpired) {
		t.Errorf("an older quote: got %v, want %v", err, booking.ErrQuoteExpired)
	}
	b.clock.MoveTo(fresh.ExpiresAt)
	if _, err := b.Book(t.Context(), b.brand, r.ID, fresh.ID); !errors.Is(err, booking.ErrQuoteExpired) {
		t.Errorf("a quote of yesterday: got %v, want %v", err, booking.ErrQuoteExpired)
	}
	if _, err := b.Book(t.Context(), b.brand, r.ID, q.ID); !errors.Is(err, booking.ErrNoQuote) {
		t.Errorf("another request's quote: got %v, want %v", err, booking.ErrNoQuote)
	}
}

// Whose request, whose shift: somebody else's id is an unknown one.
func TestSomebodyElsesIdIsUnknown(t *testing.T) {
	t.Parallel()
	b := setup(t, 60)
	r, _ := b.filled(t)
	other := uid.New[uid.Brand]()
	b.exec(t, "INSERT INTO account.brand (id, slug, name, webhook_secret, created_at) VALUES ($1, 'other', 'Other', 's', now())", other)
	for name, try := range map[string]func() error{
		"request":  func() error { _, err := b.Request(t.Context(), other, r.ID); return err },
		"forecast": func() error { _, err := b.Prospect(t.Context(), other, r.ID); return err },
		"quote":    func() error { _, err := b.LastQuote(t.Context(), other, r.ID); return err },
		"book":     func() error { _, err := b.Book(t.Context(), other, r.ID, uid.New[uid.Quote]()); return err },
		"fill":     func() error { return b.AskFill(t.Context(), other, r.ID) },
		"coverage": func() error { _, err := b.Coverage(t.Context(), other, r.ID); return err },
		"cancel":   func() error { return b.Cancel(t.Context(), other, r.ID) },
	} {
		if err := try(); !errors.Is(err, booking.ErrNoRequest) {
			t.Errorf("%s: got %v, want %v", name, err, booking.ErrNoRequest)
		}
	}
	if all, err := b.Requests(t.Context(), other); err != nil || len(all) != 0 {
		t.Errorf("another brand's list: got %v, %v", all, err)
	}
	who, offer := b.anOffer(t)
	stranger := uid.New[uid.Agent]()
	if _, err := b.Accept(t.Context(), stranger, offer.ID); !errors.Is(err, market.ErrNoShift) {
		t.Errorf("accept: got %v, want %v", err, market.ErrNoShift)
	}
	if _, err := b.Moves(t.Context(), stranger, offer.ID); !errors.Is(err, market.ErrNoShift) {
		t.Errorf("moves: got %v, want %v", err, market.ErrNoShift)
	}
	if _, err := b.Release(t.Context(), who, offer.ID, ""); !errors.Is(err, market.ErrShiftMove) {
		t.Errorf("releasing what is only offered: got %v, want %v", err, market.ErrShiftMove)
	}
}

func TestAFileIsTakenInRowByRow(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	bring := func(text string) (booking.Imported, error) {
		return b.ImportHistory(t.Context(), b.brand, strings.NewReader(text))
	}
	got, err := bring("start,channel,contacts,aht_s\n2026-09-01T08:00:00+08:00,web,5,200\n2026-09-01T08:30:00+08:00,web,-1,200\nyesterday,web,5,\n2026-09-01T09:00:00+08:00,web,7,\n")
	if err != nil || got.Accepted != 2 || got.Count != 2 || got.Refused[0].Where != "line 3, contacts" || got.Refused[1].Where != "line 4, start" {
		t.Errorf("got %+v, %v; want two rows taken and lines 3 and 4 named", got, err)
	}
	if got, err = bring("start,channel,contacts\n2026-09-01T08:00:00+08:00,web,9\n"); err != nil || got.Accepted != 1 {
		t.Errorf("a later upload: got %+v, %v", got, err)
	}
	past, err := b.History(t.Context(), b.brand)
	if err != nil || len(past) != 1 || past[0].Contacts != 16 || past[0].Intervals != 2 {
		t.Errorf("got %+v, %v; want the later upload in force", past, err)
	}
	for _, rubbish := range []string{"", "a,b,c\n1,2,3\n", "start,channel,contacts\n"} {
		if _, err := bring(rubbish); !errors.Is(err, booking.ErrFile) {
			t.Errorf("%q: got %v, want %v", rubbish, err, booking.ErrFile)
		}
	}
}

func TestHoursThatCannotBeKeptAreNamed(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	for name, c := range map[string]struct {
		hours market.Hours
		want  string
	}{
		"backwards": {market.Hours{Starts: opens, Ends: opens}, "body.hours[0].ends"},
		"over":      {market.Hours{Starts: today.Add(-3 * time.Hour), Ends: today.Add(-time.Hour)}, "body.hours[0].ends"},
		"endless":   {market.Hours{Starts: opens, Ends: opens.Add(72 * time.Hour)}, "body.hours[0].ends"},
		"far":       {market.Hours{Starts: opens.AddDate(1, 0, 0), Ends: opens.AddDate(1, 0, 0).Add(time.Hour)}, "body.hours[0].ends"},
	} {
		err := b.SetAvailability(t.Context(), b.agents[0], []market.Hours{c.hours})
		if f, ok := fault.As(err); !ok || !errors.Is(err, market.ErrHours) || !names(f, c.want) {
			t.Errorf("%s: got %v, want %s named", name, err, c.want)
		}
	}
}
