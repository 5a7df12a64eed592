package training

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/training/internal/db"
)

// policyChanged suspends exactly the active certificates that stand on an older
// edition, and offers each agent the refresh. The first edition of a procedure
// has no older one and suspends nobody; hearing the same change again finds
// nobody left.
func (s *School) policyChanged(ctx context.Context, tx pgx.Tx, f fact.PolicyChanged) error {
	q, now := db.New(tx), s.clock.Now()
	if _, err := hearPolicy(ctx, q, f.Brand, f.Procedure, f.Version, f.At); err != nil {
		return err
	}
	rows, err := q.Dependants(ctx, db.DependantsParams{BrandID: f.Brand, ProcedureID: f.Procedure, Edition: int32(f.Version)})
	if err != nil {
		return fmt.Errorf("list dependants of %s: %w", f.Procedure, err)
	}
	why := fmt.Sprintf("%s: edition %d is in force", f.Procedure, f.Version)
	for _, c := range rows {
		if err := s.take(ctx, tx, c, Suspended, why, now); err != nil {
			return err
		}
		// Before the commit, on purpose: a screen that reads a moment too early
		// reads again when the tag's own push comes.
		s.hub.Poke(live.AgentTopic(c.AgentID), "policy", int64(f.Version), policyNotice{f.Procedure, f.Version, c.BrandID.String()})
	}
	if len(rows) > 0 {
		s.showCertificates(f.Brand)
	}
	return nil
}

// policyNotice tells an agent which rule changed.
type policyNotice struct {
	Procedure string `json:"procedure"`
	Edition   int    `json:"edition"`
	Brand     string `json:"brand"`
}
