package account

import (
	"context"
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/account/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
)

// Accommodations are settings of an agent's own choosing, not exceptions:
// nobody grants them, no brand is shown them, and no score falls by them.
const (
	ExtraTime    = "extra_time"    // half as long again for everything that is timed
	Unhurried    = "unhurried"     // time is not counted at all
	ScreenReader = "screen_reader" // pages are read out in order, nothing moves by itself
	LargeText    = "large_text"
)

// ErrAccommodation refuses a setting that there is not.
var ErrAccommodation = fault.New(fault.Invalid, "accommodation_unknown", "an accommodation is extra_time, unhurried, screen_reader or large_text")

// SetAccommodations keeps an agent's settings. It returns ErrAccommodation and
// ErrNoAgent.
func (r *Register) SetAccommodations(ctx context.Context, id uid.Agent, chosen []string) error {
	known := []string{ExtraTime, Unhurried, ScreenReader, LargeText}
	list := slices.Clone(listed(chosen))
	slices.Sort(list)
	list = slices.Compact(list)
	for _, c := range list {
		if !slices.Contains(known, c) {
			return ErrAccommodation.At("accommodations", "one of extra_time, unhurried, screen_reader, large_text", c)
		}
	}
	n, err := db.New(r.pool).SetAccommodations(ctx, db.SetAccommodationsParams{ID: id, Accommodations: list})
	if err != nil {
		return fmt.Errorf("keep accommodations: %w", err)
	}
	if n == 0 {
		return ErrNoAgent
	}
	return nil
}
