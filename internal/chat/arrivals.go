package chat

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Arrival is how many conversations began in one step of time.
type Arrival struct {
	Channel string
	Start   time.Time
	Count   int
}

// Arrivals counts what began from one instant to another, in steps that start
// at the first; a step in which nothing began is left out.
func (l *Log) Arrivals(ctx context.Context, brand uid.Brand, from, till time.Time, step time.Duration) ([]Arrival, error) {
	return one(ctx, l, pg.OfBrand(brand), func(tx pgx.Tx) ([]Arrival, error) {
		rows, err := db.New(tx).Arrivals(ctx, db.ArrivalsParams{BrandID: brand, FromAt: from, Till: till, StepS: step.Seconds()})
		out := make([]Arrival, len(rows))
		for i, r := range rows {
			out[i] = Arrival{r.Channel, r.Start, int(r.N)}
		}
		return out, err
	})
}
