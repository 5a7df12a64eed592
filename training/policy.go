package training

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
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
	why := fmt.Sprintf("%s: edition %d is in force", f.Procedure, f.Version)
	rows, err := q.SuspendDependants(ctx, db.SuspendDependantsParams{BrandID: f.Brand, ProcedureID: f.Procedure, Edition: int32(f.Version), Note: why})
	if err != nil {
		return fmt.Errorf("suspend dependants of %s: %w", f.Procedure, err)
	}
	if err := s.takeTags(ctx, tx, f.Brand, rows, why, now); err != nil {
		return err
	}
	for _, c := range rows {
		// Before the commit, on purpose: a screen that reads a moment too early
		// reads again when the tag's own push comes.
		s.hub.Poke(live.AgentTopic(c.AgentID), "policy", 0, policyNotice{f.Procedure, f.Version, f.Brand.String()})
	}
	if len(rows) > 0 {
		s.showCertificates(f.Brand)
	}
	return nil
}

// takeTags takes the tags of suspended certificates and tells it, in a statement
// each for all of them.
func (s *School) takeTags(ctx context.Context, tx pgx.Tx, brand uid.Brand, rows []db.SuspendDependantsRow, why string, now time.Time) error {
	held := map[tag.Tag][]uid.Agent{}
	told := make([]fact.Decertified, len(rows))
	for i, c := range rows {
		held[tag.Tag(c.Tag)] = append(held[tag.Tag(c.Tag)], c.AgentID)
		told[i] = fact.Decertified{Meta: fact.New(brand, now), Agent: c.AgentID, Tag: tag.Tag(c.Tag), Why: why}
	}
	for _, t := range slices.Sorted(maps.Keys(held)) { // one, unless the brand was renamed
		for _, lost := range []tag.Tag{t, practisedOf(t)} {
			if err := s.register.TakeTags(ctx, tx, held[t], lost); err != nil {
				return err
			}
		}
	}
	return outbox.TellAll(ctx, s.outbox, tx, told)
}

// policyNotice tells an agent which rule changed.
type policyNotice struct {
	Procedure string `json:"procedure"`
	Edition   int    `json:"edition"`
	Brand     string `json:"brand"`
}
