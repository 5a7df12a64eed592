package facts

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Waiting is a brand's outcomes that happened under no contract. They are kept,
// are shown, and are billed by the contract that once covers their time: what
// waits is found anew each time and stored nowhere, so nothing has to move.
type Waiting struct {
	Brand    uid.Brand `json:"brand_id"`
	Name     string    `json:"brand_name"`
	Outcomes int64     `json:"outcomes"`
	First    time.Time `json:"first_at"`
	Last     time.Time `json:"last_at"`
}

// WaitingOutcome is one of them.
type WaitingOutcome struct {
	ID         uid.Outcome `json:"id"`
	Channel    string      `json:"channel"`
	Service    string      `json:"service"`
	At         time.Time   `json:"event_at"`
	ReceivedAt time.Time   `json:"received_at"`
	Source     string      `json:"source"`
	Event      string      `json:"source_event_id"`
}

// WaitingFacts lists the brands that have outcomes without a contract.
func (m *Meter) WaitingFacts(ctx context.Context) ([]Waiting, error) {
	const most = 200
	rows, err := db.Look(ctx, m.pool, pg.Everything, func(q *db.Queries) ([]db.WaitingBrandsRow, error) { return q.WaitingBrands(ctx, most) })
	if err != nil {
		return nil, fmt.Errorf("list waiting facts: %w", err)
	}
	who, err := names.Brands(ctx, m.register)
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, len(rows))
	for i, r := range rows {
		out[i] = Waiting{r.BrandID, who[r.BrandID], r.Outcomes, r.FirstAt, r.LastAt}
	}
	return out, nil
}

// WaitingOutcomes lists one brand's, by when they happened, after a place.
func (m *Meter) WaitingOutcomes(ctx context.Context, brand uid.Brand, after db.Before, most int32) ([]WaitingOutcome, error) {
	return db.Look(ctx, m.pool, pg.Everything, func(q *db.Queries) ([]WaitingOutcome, error) {
		rows, err := q.WaitingOutcomes(ctx, db.WaitingOutcomesParams{BrandID: brand, AfterAt: after.At, AfterID: uuid.UUID(after.ID), Most: most})
		if err != nil {
			return nil, fmt.Errorf("list waiting outcomes: %w", err)
		}
		out := make([]WaitingOutcome, len(rows))
		for i, r := range rows {
			out[i] = WaitingOutcome{r.ID, r.Channel, r.Service, r.EventAt, r.ReceivedAt, r.Source, r.SourceEventID}
		}
		return out, nil
	})
}
