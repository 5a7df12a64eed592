package booking

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Agreed keeps terms that brand and marketplace agreed on. A request that was
// booked meanwhile keeps its contract.
func (b *Bureau) Agreed(ctx context.Context, tx pgx.Tx, f fact.TermsAgreed) error {
	n, err := db.New(tx).AgreeTerms(ctx, db.AgreeTermsParams{ID: f.Request, Agreed: f.Terms})
	if err != nil {
		return fmt.Errorf("keep agreed terms of %s: %w", f.Request, err)
	}
	if n > 0 {
		b.on.TellBrand(f.Brand, "terms", ground.Notice{Request: f.Request, State: "agreed"})
	}
	return nil
}
