package billing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Course is how a brand's running bill came to stand where it stands: what was
// known of its period at instants of it.
type Course struct {
	Brand    uid.Brand     `json:"brand_id"`
	Currency string        `json:"currency"`
	Points   []CoursePoint `json:"points"`
}

// CoursePoint is the running bill as it stood.
type CoursePoint struct {
	At                time.Time    `json:"at"`
	SubtotalMinor     money.Amount `json:"subtotal_minor"`
	CompensationMinor money.Amount `json:"compensation_minor" doc:"what the guarantees would have paid back"`
	CapMinor          money.Amount `json:"cap_minor" doc:"the most that they could have"`
}

// A course is rated anew at each of its points, so a brand with many facts has
// fewer of them: about two million outcomes are judged for one answer.
const (
	coursePoints  = 24
	coursePointsN = 6
	courseWork    = 2_000_000
	courseLife    = 30 * time.Second
)

// courses keeps each brand's last course for a while.
type courses struct {
	mu   sync.Mutex // covers last; held while one rates, the others wait for its answer
	last map[uid.Brand]Course
}

// Course is how a brand's running bill came about, at most half a minute old. It
// returns deal.ErrNoContract.
func (b *Book) Course(ctx context.Context, brand uid.Brand) (Course, error) {
	b.courses.mu.Lock()
	defer b.courses.mu.Unlock()
	now := b.clock.Now()
	if c, ok := b.courses.last[brand]; ok {
		if age := now.Sub(c.Points[len(c.Points)-1].At); age >= 0 && age < courseLife {
			return c, nil
		}
	}
	c, err := db.Look(ctx, b.pool, pg.OfBrand(brand), func(q *db.Queries) (Course, error) { return courseAt(ctx, q, brand, now) })
	if err != nil {
		return c, err
	}
	if b.courses.last == nil {
		b.courses.last = map[uid.Brand]Course{}
	}
	b.courses.last[brand] = c
	return c, nil
}

func courseAt(ctx context.Context, q *db.Queries, brand uid.Brand, now time.Time) (Course, error) {
	period, err := runningPeriod(ctx, q, brand, now)
	if err != nil {
		return Course{}, err
	}
	c, _, err := deal.ContractFor(ctx, q, brand, period)
	if err != nil {
		return Course{}, err
	}
	f, err := facts.Of(ctx, q, brand, db.Endless)
	if err != nil {
		return Course{}, err
	}
	out := Course{Brand: brand, Currency: string(c.Currency)}
	for _, at := range instants(c.Period, now, len(f.Outcomes)) {
		l, err := rate.LookAt(c, f, at)
		if err != nil {
			return Course{}, fmt.Errorf("rate as of %s: %w", at, err)
		}
		out.Points = append(out.Points, CoursePoint{at, l.Invoice.SubtotalMinor, l.Invoice.CompensationMinor, l.Cap})
	}
	return out, nil
}

// instants are the points of a course: evenly, at least a minute apart, from the
// period's beginning to now, or to its end where that is over; the last is now.
func instants(period rate.Span, now time.Time, outcomes int) []time.Time {
	till := now
	if till.After(period.Till) {
		till = period.Till
	}
	if !till.After(period.From) {
		return []time.Time{now}
	}
	n := min(coursePoints, max(coursePointsN, courseWork/max(1, outcomes)), max(1, int(till.Sub(period.From)/time.Minute)))
	list := make([]time.Time, 0, n+1)
	for i := range n {
		list = append(list, period.From.Add(till.Sub(period.From)*time.Duration(i)/time.Duration(n)).UTC())
	}
	return append(list, now.UTC())
}
