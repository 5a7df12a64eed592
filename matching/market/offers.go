package market

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
)

func (b *Board) InsertOffers(ctx context.Context, q *db.Queries, r booking.Request, offers []Shift, why string) ([]Shift, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	p := db.OfferShiftsParams{RequestID: r.ID, BrandID: r.Brand, Currency: offers[0].Currency, Origin: string(offers[0].Origin), OfferedAt: b.on.Clock.Now()}
	for _, s := range offers {
		reason, err := json.Marshal(s.Reason)
		if err != nil {
			return nil, fmt.Errorf("write reason: %w", err)
		}
		p.Ids = append(p.Ids, uuid.UUID(s.ID))
		p.SlotIds = append(p.SlotIds, uuid.UUID(s.Slot))
		p.AgentIds = append(p.AgentIds, uuid.UUID(s.Agent))
		p.Starts = append(p.Starts, s.Starts)
		p.Ends = append(p.Ends, s.Ends)
		p.Rates = append(p.Rates, s.RateMinor)
		p.Reasons = append(p.Reasons, string(reason))
		p.Lapses = append(p.Lapses, s.LapsesAt)
		p.Kinds = append(p.Kinds, string(s.Kind))
	}
	ids, err := q.OfferShifts(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("offer shifts: %w", err)
	}
	won := map[uid.Shift]bool{}
	moves := db.AddOfferMovesParams{BrandID: r.Brand, Why: why, At: p.OfferedAt}
	for _, id := range ids {
		won[id] = true
		moves.ShiftIds = append(moves.ShiftIds, uuid.UUID(id))
	}
	var kept []Shift
	for _, s := range offers {
		if won[s.ID] {
			kept = append(kept, s)
		}
	}
	if err := q.AddOfferMoves(ctx, moves); err != nil {
		return nil, fmt.Errorf("note offers: %w", err)
	}
	return kept, b.noteOffers(ctx, q, r, kept, why)
}

// noteOffers tells everybody whom a plan offers a seat, in one statement.
func (b *Board) noteOffers(ctx context.Context, q *db.Queries, r booking.Request, offers []Shift, why string) error {
	p := db.NotifyOffersParams{BrandID: r.Brand, RequestID: r.ID, Why: why, At: b.on.Clock.Now()}
	for _, s := range offers {
		about, err := json.Marshal(Circumstances{Event: r.Event, Timezone: r.Timezone, Starts: &s.Starts, Ends: &s.Ends, Seat: s.Kind, Before: &s.LapsesAt})
		if err != nil {
			return fmt.Errorf("write notification: %w", err)
		}
		p.Ids = append(p.Ids, uuid.UUID(uid.New[uid.Notification]()))
		p.AgentIds, p.ShiftIds = append(p.AgentIds, uuid.UUID(s.Agent)), append(p.ShiftIds, uuid.UUID(s.ID))
		p.Abouts = append(p.Abouts, string(about))
	}
	if err := q.NotifyOffers(ctx, p); err != nil {
		return fmt.Errorf("add notifications: %w", err)
	}
	return nil
}
