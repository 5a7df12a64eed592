package market

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Seated is one agent's shift as an operator sees it.
type Seated struct {
	ID        uid.Shift    `json:"id"`
	Agent     uid.Agent    `json:"agent_id"`
	Name      string       `json:"name"`
	Email     string       `json:"email"`
	Kind      booking.Kind `json:"kind"`
	Origin    Origin       `json:"origin"`
	Cause     Cause        `json:"cause,omitempty"`
	State     ShiftState   `json:"state"`
	Starts    time.Time    `json:"starts"`
	Ends      time.Time    `json:"ends"`
	RateMinor int64        `json:"rate_minor"`
	Currency  string       `json:"currency"`
}

// Lineup lists everybody who holds or held a seat of a request, for operators:
// a brand sees the coverage, not the people.
func (b *Board) Lineup(ctx context.Context, id uid.Request) ([]Seated, error) {
	people, err := b.on.Register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	who := make(map[uid.Agent]int, len(people))
	for i, p := range people {
		who[p.ID] = i
	}
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]Seated, error) {
		rows, err := q.Lineup(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("list who holds seats: %w", err)
		}
		out := make([]Seated, len(rows))
		for i, r := range rows {
			out[i] = Seated{ID: r.ID, Agent: r.AgentID, Kind: booking.Kind(r.Kind), Origin: Origin(r.Origin), Cause: Cause(r.Cause), State: ShiftState(r.State), Starts: r.Starts, Ends: r.Ends, RateMinor: r.RateMinor, Currency: r.Currency}
			if at, ok := who[r.AgentID]; ok {
				out[i].Name, out[i].Email = people[at].Name, people[at].Email
			}
		}
		return out, nil
	})
}
