package copilot

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Changed is a draft that an agent took and sent in other words.
type Changed struct {
	Seq     int64  // the shopper's message that it answered
	SentSeq int64  // what the agent sent
	Offered string // the draft as it was
	Source  string // what it cited
}

// Changed lists the drafts of a conversation that agents sent in other words.
func (c *Coach) Changed(ctx context.Context, brand uid.Brand, chat uid.Chat) ([]Changed, error) {
	var out []Changed
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).ChangedDrafts(ctx, db.ChangedDraftsParams{BrandID: brand, ChatID: chat})
		if err != nil {
			return fmt.Errorf("list changed drafts: %w", err)
		}
		for _, r := range rows {
			if r.SentSeq != nil {
				out = append(out, Changed{Seq: r.Seq, SentSeq: *r.SentSeq, Offered: r.Text, Source: r.Source})
			}
		}
		return nil
	})
	return out, err
}
