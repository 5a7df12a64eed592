package matching

import (
	"context"
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/market"
	"github.com/manyhands/manyhands/matching/plan"
)

// stillOpen leaves out offers of seats that were taken while the plan was made,
// by a claim or a swap, split off or dropped; the request is locked, so none is
// taken now.
func stillOpen(ctx context.Context, q *db.Queries, id uid.Request, offers []market.Shift) ([]market.Shift, error) {
	slots, err := q.Slots(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list slots: %w", err)
	}
	rows, err := q.LiveBySlot(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("count seats: %w", err)
	}
	left := make(map[uid.Slot]int, len(slots))
	for _, s := range slots {
		left[s.ID] = int(s.Need)
	}
	for _, r := range rows {
		left[r.SlotID] -= int(r.Seats)
	}
	out := make([]market.Shift, 0, len(offers))
	for _, o := range offers {
		if left[o.Slot] > 0 {
			left[o.Slot]--
			out = append(out, o)
		}
	}
	return out, nil
}

// ofWork leaves out seats for being ready: that none is free for those is no
// gap of the brand's.
func ofWork(short []plan.Shortfall, seats []booking.Seat) []plan.Shortfall {
	kind := make(map[string]booking.Kind, len(seats))
	for _, s := range seats {
		kind[s.ID] = s.Kind
	}
	return slices.DeleteFunc(slices.Clone(short), func(s plan.Shortfall) bool { return kind[s.Slot] == booking.Standby })
}

// secondAsk is the fill that also asks those who let one offer pass.
const secondAsk = "second_ask"

// nextFill is the run that a plan asks for after itself, if any.
func nextFill(lost, short int, sleepers bool) string {
	switch {
	case lost > 0:
		return "lost_race"
	case short > 0 && sleepers:
		return secondAsk
	}
	return ""
}
