package insight

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrWindow refuses a stretch of time that the wall does not know.
var ErrWindow = fault.New(fault.Invalid, "window_unknown", "a window is hour, today or event")

// Window is a stretch of time that a board counts.
type Window struct {
	Name string    `json:"name"`
	From time.Time `json:"from"`
	Till time.Time `json:"till"` // now, or the event's end when it is over
	Sale string    `json:"event,omitempty"`
}

// Windows lists the names.
func Windows() []string { return []string{"hour", "today", "event"} }

// window finds a window's borders. Today begins at midnight of the brand's
// clock; the whole, and a brand without a zone, have China's. Without an event
// "event" is today. It returns ErrWindow.
func (w *Wall) window(ctx context.Context, brand uid.Brand, list []Brand, name string) (Window, error) {
	if !slices.Contains(Windows(), name) {
		return Window{}, ErrWindow.At("window", "hour, today or event", name)
	}
	now := w.clock.Now()
	out := Window{Name: name, From: now.Add(-time.Hour).Truncate(time.Minute), Till: now}
	if name == "hour" {
		return out, nil
	}
	out.From = midnight(now, zoneOf(brand, list))
	if name == "today" {
		return out, nil
	}
	sales, err := read(ctx, w, brand, func(q *db.Queries) ([]db.InsightSale, error) {
		ids := idsOf(list, false)
		rows, err := q.SalesOn(ctx, db.SalesOnParams{Brands: ids, At: now})
		if err != nil || len(rows) > 0 {
			return rows, err
		}
		return q.LastSale(ctx, db.LastSaleParams{Brands: ids, At: now})
	})
	if err != nil {
		return Window{}, fmt.Errorf("find event: %w", err)
	}
	if len(sales) > 0 { // the earliest of those under way
		out.From, out.Sale = sales[0].Starts.UTC(), sales[0].Name
		if sales[0].Ends.Before(now) {
			out.Till = sales[0].Ends.UTC()
		}
	}
	return out, nil
}

func zoneOf(brand uid.Brand, list []Brand) *time.Location {
	if brand.IsZero() || len(list) != 1 || list[0].Timezone == "" {
		return china
	}
	zone, err := time.LoadLocation(list[0].Timezone)
	if err != nil {
		return china // a machine without zone files still has a wall
	}
	return zone
}

func midnight(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone).UTC()
}

// borders splits a window for Sums: minutes up to whole, hours up to ragged,
// minutes from there on.
func (v Window) borders() db.SumsParams {
	from, till := v.From.Truncate(time.Minute), v.Till.Truncate(time.Minute).Add(time.Minute)
	whole, ragged := from.Add(time.Hour-1).Truncate(time.Hour), till.Truncate(time.Hour)
	if !whole.Before(ragged) {
		whole, ragged = till, till
	}
	return db.SumsParams{FromAt: from, Whole: whole, Ragged: ragged, TillAt: till}
}
