package facts

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/uid"
)

// Write writes what was known of a brand at an instant, as verify reads it, with
// the seals by which it says where a file was changed. It holds one page at a
// time, however many facts there are.
func Write(ctx context.Context, q *db.Queries, tx pgx.Tx, brand uid.Brand, asOf time.Time, w io.Writer) error {
	out := rate.NewSealedWriter(w)
	if err := writeOutcomes(ctx, tx, brand, asOf, out); err != nil {
		return err
	}
	rest, err := Besides(ctx, q, brand, asOf)
	if err != nil {
		return err
	}
	for i := range rest.Corrections {
		if err := out.Correction(&rest.Corrections[i]); err != nil {
			return err
		}
	}
	for i := range rest.Bookings {
		if err := out.Booking(&rest.Bookings[i]); err != nil {
			return err
		}
	}
	for i := range rest.Excusals {
		if err := out.Excusal(&rest.Excusals[i]); err != nil {
			return err
		}
	}
	if err := writeChain(ctx, q, brand, asOf, out); err != nil {
		return err
	}
	return out.Close()
}

// writeChain writes the brand's own blocks until an instant: every fact until
// then stands in one, because a rating seals what it rates.
func writeChain(ctx context.Context, q *db.Queries, brand uid.Brand, asOf time.Time, out *rate.SealedWriter) error {
	const page = 256
	for after := int64(0); ; {
		blocks, err := q.Blocks(ctx, db.BlocksParams{BrandID: brand, After: after, Most: page})
		if err != nil {
			return fmt.Errorf("read blocks to export: %w", err)
		}
		for _, x := range blocks {
			if x.LastAt.After(asOf) {
				return nil
			}
			err := out.Chain(rate.SealedBlock{N: x.Seq, Facts: int64(x.Facts), Day: x.Day, LastAt: x.LastAt.UTC(), LastID: x.LastID.String(), Prev: x.PrevHash, Hash: x.Hash})
			if err != nil {
				return err
			}
			after = x.Seq
		}
		if len(blocks) < page {
			return nil
		}
	}
}

// exportPage is how many outcomes are read at once.
const exportPage = 5000

// outcomesToExport is Outcomes as a cursor, in the order of the index that it
// reads (outcome_brand): nothing is sorted, and the first page comes at once.
const outcomesToExport = `DECLARE facts NO SCROLL CURSOR FOR
SELECT o.*, coalesce(s.csat, o.csat)::int AS scored
FROM billing.outcome o
LEFT JOIN LATERAL (
    SELECT csat FROM billing.score WHERE score.chat_id = o.chat_id AND o.source = 'chat' AND score.received_at <= $2
    ORDER BY score.received_at DESC, score.fact_id DESC LIMIT 1) s ON true
WHERE o.brand_id = $1 AND o.received_at <= $2 ORDER BY o.received_at, o.id`

func writeOutcomes(ctx context.Context, tx pgx.Tx, brand uid.Brand, asOf time.Time, out *rate.SealedWriter) error {
	if _, err := tx.Exec(ctx, outcomesToExport, pgx.QueryExecModeSimpleProtocol, brand, asOf); err != nil {
		return fmt.Errorf("read outcomes to export: %w", err)
	}
	for {
		rows, err := tx.Query(ctx, fmt.Sprintf("FETCH %d FROM facts", exportPage))
		if err != nil {
			return fmt.Errorf("read outcomes to export: %w", err)
		}
		page, err := pgx.CollectRows(rows, pgx.RowToStructByPos[db.OutcomesRow])
		if err != nil {
			return fmt.Errorf("read outcomes to export: %w", err)
		}
		for i := range page {
			o, err := OutcomeOfRow(page[i])
			if err != nil {
				return err
			}
			if err := out.Outcome(&o); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
	}
}
