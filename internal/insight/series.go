package insight

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Point is one minute of the wall.
type Point struct {
	At        time.Time `json:"at"`
	Closed    int64     `json:"closed"`
	Resolved  int64     `json:"resolved"`
	Handed    int64     `json:"handed"`
	Taken     int64     `json:"taken"`
	Abandoned int64     `json:"abandoned"`
	Ruled     int64     `json:"ruled"`
	InTime    int64     `json:"in_time"`
	Orders    int64     `json:"assisted_orders"`
	GuardHits int64     `json:"guard_hits"`
	WaitP90MS *int64    `json:"wait_p90_ms"`
	Bot       *int64    `json:"bot"` // open then; absent where nobody looked
	Waiting   *int64    `json:"waiting"`
	Human     *int64    `json:"human"`
	Available *int64    `json:"available"`
}

// LongestSeries is how far back the minutes are shown.
const LongestSeries = 24 * 60

// Series is the last minutes, oldest first, the present one included and none
// left out.
func (w *Wall) Series(ctx context.Context, brand uid.Brand, minutes int) ([]Point, error) {
	minutes = min(max(minutes, 2), LongestSeries)
	list, err := w.brands(ctx, brand)
	if err != nil {
		return nil, err
	}
	from := w.clock.Now().UTC().Truncate(time.Minute).Add(-time.Duration(minutes-1) * time.Minute)
	out := make([]Point, minutes)
	for i := range out {
		out[i].At = from.Add(time.Duration(i) * time.Minute)
	}
	waits := make([]map[string]int64, minutes)
	_, err = read(ctx, w, brand, func(q *db.Queries) (struct{}, error) {
		ids := idsOf(list, brand.IsZero())
		counts, err := q.Minutes(ctx, db.MinutesParams{Brands: ids, FromAt: from})
		if err != nil {
			return struct{}{}, fmt.Errorf("read minutes: %w", err)
		}
		for _, r := range counts {
			if p := at(out, r.At); p != nil {
				p.set(r.Metric, r.N)
			}
		}
		gauges, err := q.Gauges(ctx, db.GaugesParams{Brands: ids, FromAt: from})
		if err != nil {
			return struct{}{}, fmt.Errorf("read gauges: %w", err)
		}
		for _, g := range gauges {
			if p := at(out, g.At); p != nil {
				p.Bot, p.Waiting, p.Human, p.Available = &g.Bot, &g.Waiting, &g.Human, &g.Available
			}
		}
		rows, err := q.Waits(ctx, db.WaitsParams{Brands: ids, FromAt: from})
		if err != nil {
			return struct{}{}, fmt.Errorf("read waits: %w", err)
		}
		for _, r := range rows {
			if i := int(r.At.Sub(from) / time.Minute); i < minutes {
				if waits[i] == nil {
					waits[i] = map[string]int64{}
				}
				waits[i][r.Metric] = r.N
			}
		}
		return struct{}{}, nil
	})
	for i := range out {
		out[i].WaitP90MS = inMS(waits[i], wait, 900)
	}
	return out, err
}

// at is the point of a minute; nil past the last, where a clock ran ahead.
func at(list []Point, t time.Time) *Point {
	if i := int(t.Sub(list[0].At) / time.Minute); i >= 0 && i < len(list) {
		return &list[i]
	}
	return nil
}

func (p *Point) set(metric string, n int64) {
	switch metric {
	case mClosed:
		p.Closed = n
	case mResolved:
		p.Resolved = n
	case mHanded:
		p.Handed = n
	case mTaken:
		p.Taken = n
	case mAbandoned:
		p.Abandoned = n
	case mRuled:
		p.Ruled = n
	case mInTime:
		p.InTime = n
	case mOrders:
		p.Orders = n
	case mGuard:
		p.GuardHits = n
	}
}
