package market

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/matching/internal/db"
)

// Listen makes the board hear who was certified and who no longer is.
func (b *Board) Listen(o *outbox.Outbox) {
	outbox.On(o, "matching", b.certified)
	outbox.On(o, "matching", b.decertified)
	outbox.On(o, "matching", b.Agreed)
}

// certified plans the brand's open requests again: the newly certified are
// offered what is open. Heard twice it is one run more, which changes nothing.
func (b *Board) certified(ctx context.Context, tx pgx.Tx, f fact.Certified) error {
	q := db.New(tx)
	open, err := q.OpenRequests(ctx, db.OpenRequestsParams{Now: b.on.Clock.Now(), BrandID: f.Brand})
	if err != nil {
		return fmt.Errorf("list open requests: %w", err)
	}
	for _, r := range open {
		n, err := q.Seats(ctx, r.ID)
		if err != nil {
			return fmt.Errorf("count seats: %w", err)
		}
		if n.Offered+n.Accepted >= n.Seats {
			continue
		}
		if err := b.QueueFill(ctx, q, r.ID, r.BrandID, "certified"); err != nil {
			return err
		}
	}
	return nil
}

// decertified takes back what the agent holds ahead of that brand, with the
// reason on the shift. Heard twice the second finds nothing.
func (b *Board) decertified(ctx context.Context, tx pgx.Tx, f fact.Decertified) error {
	q := db.New(tx)
	ids, err := q.HeldOfBrand(ctx, db.HeldOfBrandParams{AgentID: f.Agent, BrandID: f.Brand, Now: b.on.Clock.Now()})
	if err != nil {
		return fmt.Errorf("list held shifts: %w", err)
	}
	for _, id := range ids {
		s, err := b.moveShiftTx(ctx, q, tx, id, func(context.Context, *db.Queries, Shift) (moving, error) {
			return moving{to: Released, cause: ByMarket, why: "certificate withdrawn: " + clip(f.Why)}, nil
		})
		if err != nil {
			return err
		}
		// Before the commit, so it may be read too early; the fill that the
		// release asked for pokes again after its own.
		b.showShift(s)
	}
	return nil
}
