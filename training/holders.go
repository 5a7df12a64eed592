package training

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Holder is who holds a brand's certificate, as the brand may see it: a name,
// and what was earned. Nothing else of the agent's profile is here on purpose:
// no city, no accommodation, no score of a single drill.
type Holder struct {
	Name      string       `json:"name"`
	Level     int          `json:"level"`
	State     Standing     `json:"state" enum:"active,suspended,expired"`
	Since     time.Time    `json:"since"`
	ExpiresAt time.Time    `json:"expires_at"`
	StandsOn  []Foundation `json:"stands_on"`
}

// Holders lists them, the newest change first, of one standing or of all.
func (s *School) Holders(ctx context.Context, brand uid.Brand, state Standing) ([]Holder, error) {
	const most = 200
	var rows []db.TrainingCertificate
	var stands []db.FoundationsOfBrandRow
	err := pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if rows, err = q.Holders(ctx, db.HoldersParams{BrandID: brand, State: string(state), Most: most}); err != nil {
			return fmt.Errorf("list certificates: %w", err)
		}
		ids := make([]uuid.UUID, len(rows))
		for i, r := range rows {
			ids[i] = uuid.UUID(r.ID)
		}
		stands, err = q.FoundationsOfBrand(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Holder, len(rows))
	for i, r := range rows {
		out[i] = Holder{Level: int(r.Level), State: Standing(r.State), Since: r.Since, ExpiresAt: r.ExpiresAt, StandsOn: []Foundation{}}
		if out[i].Name, err = s.nameOf(ctx, r.AgentID); err != nil {
			return nil, err
		}
		for _, f := range stands {
			if f.CertificateID == r.ID {
				out[i].StandsOn = append(out[i].StandsOn, Foundation{f.ProcedureID, int(f.Edition), int(f.InForce)})
			}
		}
	}
	return out, nil
}

// Requirement is what a brand's certificate takes, and the changes of its rules.
type Requirement struct {
	Tag      string         `json:"tag" doc:"what matching and routing ask for"`
	Days     int            `json:"days" doc:"how long it holds"`
	Enough   int            `json:"enough" doc:"the score of a pass, of 100"`
	Levels   [][]Rung       `json:"levels" doc:"what each level takes"`
	Lessons  []Topic        `json:"lessons"`
	Changes  []PolicyChange `json:"changes"`
	Practice string         `json:"practice" doc:"who pays it"`
}

// PolicyChange is a rule that changed, with what became of those who stood on
// it.
type PolicyChange struct {
	Procedure string       `json:"procedure"`
	Title     tongue.Words `json:"title"`
	Edition   int          `json:"edition"`
	At        time.Time    `json:"at"`
	Waiting   int          `json:"waiting"`  // blocked until they refresh
	Restored  int          `json:"restored"` // by a refresh
}

// Requires says what a brand's certificate takes. It returns
// account.ErrNoBrand.
func (s *School) Requires(ctx context.Context, brand uid.Brand) (Requirement, error) {
	b, err := s.brandOf(ctx, brand)
	if err != nil {
		return Requirement{}, err
	}
	m, err := s.material(ctx, brand)
	if err != nil {
		return Requirement{}, err
	}
	out := Requirement{Tag: string(Tag(b.Slug)), Days: int(certificateLife.Hours() / 24), Enough: drill.PassScore, Lessons: []Topic{}, Changes: []PolicyChange{}, Practice: "market"}
	for level := range highest {
		out.Levels = append(out.Levels, rungs(level, Steps{Reviewed: reviewsCount}))
	}
	titles := map[string]tongue.Words{}
	for _, p := range m.Procedures {
		titles[p.ID] = p.Title
		out.Lessons = append(out.Lessons, Topic{Procedure: p.ID, Title: p.Title, Edition: p.Number})
	}
	const most = 20
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).PolicyChanges(ctx, db.PolicyChangesParams{BrandID: brand, Most: most})
		if err != nil {
			return fmt.Errorf("list changed policies: %w", err)
		}
		for _, r := range rows {
			out.Changes = append(out.Changes, PolicyChange{
				Procedure: r.ProcedureID, Title: titles[r.ProcedureID], Edition: int(r.Edition), At: r.ChangedAt, Waiting: int(r.Waiting), Restored: int(r.Restored),
			})
		}
		return nil
	})
	return out, err
}
