package facts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// A brand's facts - outcomes and corrections, as they were told, by when they
// were received - hang together in blocks. Whoever changes, swaps or leaves out
// one of them after its block was sealed breaks the chain from there on; the
// root of a day's blocks is printed on what is billed from them.

// place is where a block ends: the next one begins after it.
type endOfBlock struct {
	at time.Time
	id uuid.UUID
}

// link is one fact in the order of the chain.
type link struct {
	endOfBlock
	leaf rate.Hash
}

// SealBlocks seals the facts received up to an instant that the watermark has
// passed, so that none will come before them any more. A block that is not full
// is sealed only when rest is set.
func SealBlocks(ctx context.Context, q *db.Queries, brand uid.Brand, through, now time.Time, rest bool) error {
	seq, prev, after, err := endOfChain(ctx, q, brand)
	if err != nil {
		return err
	}
	for {
		links, err := linksAfter(ctx, q, brand, after, through)
		if err != nil {
			return err
		}
		if len(links) == 0 || (len(links) < rate.BlockFacts && !rest) {
			return nil
		}
		seq++
		after = links[len(links)-1].endOfBlock
		hash := rate.ChainHash(prev, seq, leavesOf(links))
		err = q.AddBlock(ctx, db.AddBlockParams{
			BrandID: brand, Seq: seq, Facts: int32(len(links)), LastAt: after.at, LastID: after.id,
			PrevHash: prev, Hash: hash, Day: now.UTC().Format(time.DateOnly), SealedAt: now,
		})
		if err != nil {
			return fmt.Errorf("seal block %d of brand %s: %w", seq, brand, err)
		}
		prev = hash
	}
}

func endOfChain(ctx context.Context, q *db.Queries, brand uid.Brand) (int64, string, endOfBlock, error) {
	last, err := q.LastBlock(ctx, brand)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", endOfBlock{at: time.Unix(0, 0).AddDate(-1000, 0, 0)}, nil
	}
	if err != nil {
		return 0, "", endOfBlock{}, fmt.Errorf("find last block: %w", err)
	}
	return last.Seq, last.Hash, endOfBlock{last.LastAt, last.LastID}, nil
}

// linksAfter is the next block's facts, at most one block of them.
func linksAfter(ctx context.Context, q *db.Queries, brand uid.Brand, after endOfBlock, through time.Time) ([]link, error) {
	outcomes, err := q.OutcomesAfter(ctx, db.OutcomesAfterParams{BrandID: brand, AfterAt: after.at, AfterID: after.id, Through: through, Most: rate.BlockFacts})
	if err != nil {
		return nil, fmt.Errorf("read outcomes to seal: %w", err)
	}
	corrections, err := q.CorrectionsAfter(ctx, db.CorrectionsAfterParams{BrandID: brand, AfterAt: after.at, AfterID: after.id, Through: through, Most: rate.BlockFacts})
	if err != nil {
		return nil, fmt.Errorf("read corrections to seal: %w", err)
	}
	links := make([]link, 0, len(outcomes)+len(corrections))
	for i := range outcomes {
		o, err := outcomeAsTold(&outcomes[i])
		if err != nil {
			return nil, err
		}
		links = append(links, link{endOfBlock{outcomes[i].ReceivedAt, uuid.UUID(outcomes[i].ID)}, rate.Leaf(&o, nil)})
	}
	for _, r := range corrections {
		x := CorrectionOfRow(r)
		links = append(links, link{endOfBlock{r.ReceivedAt, r.ID}, rate.CorrectionLeaf(&x)})
	}
	slices.SortFunc(links, func(a, b link) int { return cmp.Or(a.at.Compare(b.at), slices.Compare(a.id[:], b.id[:])) })
	return links[:min(len(links), rate.BlockFacts)], nil
}

func leavesOf(links []link) []rate.Hash {
	leaves := make([]rate.Hash, len(links))
	for i := range links {
		leaves[i] = links[i].leaf
	}
	return leaves
}

// SealDue seals full blocks as they fill, and at the end of a day what is left.
func (m *Meter) SealDue(ctx context.Context) error {
	brands, err := m.register.Brands(ctx)
	if err != nil {
		return err
	}
	for _, x := range brands {
		err := db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
			through, err := m.Seal(ctx, q, x.ID)
			if err != nil {
				return err
			}
			return SealBlocks(ctx, q, x.ID, through, m.clock.Now(), false)
		})
		if err != nil {
			return fmt.Errorf("seal facts of brand %s: %w", x.ID, err)
		}
	}
	return nil
}

// SealedDay is a day's blocks under one root.
type SealedDay struct {
	Day    string `json:"day"`
	Blocks int64  `json:"blocks"`
	Facts  int64  `json:"facts"`
	Last   int64  `json:"last_block"`
	Root   string `json:"root" doc:"Merkle root over the hashes of the day's blocks; printed on what is billed from them"`
}

// SealedDays lists a brand's newest sealed days.
func (m *Meter) SealedDays(ctx context.Context, scope pg.Scope, brand uid.Brand, most int32) ([]SealedDay, error) {
	return db.Look(ctx, m.pool, scope, func(q *db.Queries) ([]SealedDay, error) {
		rows, err := q.SealedDays(ctx, db.SealedDaysParams{BrandID: brand, Most: most})
		if err != nil {
			return nil, fmt.Errorf("list sealed days: %w", err)
		}
		out := make([]SealedDay, len(rows))
		for i, r := range rows {
			out[i] = SealedDay{Day: r.Day, Blocks: r.Blocks, Facts: r.Facts, Last: r.Last}
			if out[i].Root, err = DayRoot(ctx, q, brand, r.Day); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// LastSealed is the newest sealed day of a brand; the zero value where nothing is
// sealed yet.
func LastSealed(ctx context.Context, q *db.Queries, brand uid.Brand) (SealedDay, error) {
	rows, err := q.SealedDays(ctx, db.SealedDaysParams{BrandID: brand, Most: 1})
	if err != nil || len(rows) == 0 {
		return SealedDay{}, err
	}
	r := rows[0]
	root, err := DayRoot(ctx, q, brand, r.Day)
	return SealedDay{r.Day, r.Blocks, r.Facts, r.Last, root}, err
}

// DayRoot is the Merkle root over a day's blocks.
func DayRoot(ctx context.Context, q *db.Queries, brand uid.Brand, day string) (string, error) {
	blocks, err := q.DayBlocks(ctx, db.DayBlocksParams{BrandID: brand, Day: day})
	if err != nil {
		return "", fmt.Errorf("read blocks of %s: %w", day, err)
	}
	hashes := make([]string, len(blocks))
	for i, x := range blocks {
		hashes[i] = x.Hash
	}
	return rate.DayRoot(hashes)
}

// ChainReport says whether a brand's facts are those that were sealed.
type ChainReport struct {
	Blocks int64  `json:"blocks"`
	Facts  int64  `json:"facts"`
	Holds  bool   `json:"holds"`
	Block  int64  `json:"broken_block,omitempty" doc:"the first that does not hold"`
	Says   string `json:"says,omitempty"`
}

// CheckChain hashes a brand's facts again, block by block, and names the first
// block that is not what was sealed. A block is read with one fact more than it
// had, so what was left out, put in, changed or swapped all show in it.
func (m *Meter) CheckChain(ctx context.Context, scope pg.Scope, brand uid.Brand) (ChainReport, error) {
	return db.Look(ctx, m.pool, scope, func(q *db.Queries) (ChainReport, error) {
		var r ChainReport
		prev, after := "", endOfBlock{at: time.Unix(0, 0).AddDate(-1000, 0, 0)}
		for {
			page, err := q.Blocks(ctx, db.BlocksParams{BrandID: brand, After: r.Blocks, Most: 256})
			if err != nil {
				return r, fmt.Errorf("read blocks: %w", err)
			}
			if len(page) == 0 {
				r.Holds = true
				return r, nil
			}
			for _, x := range page {
				links, err := linksAfter(ctx, q, brand, after, x.LastAt)
				if err != nil {
					return r, err
				}
				if r.Says = brokenBlock(x, links, prev, r.Blocks+1); r.Says != "" {
					r.Block = r.Blocks + 1
					return r, nil
				}
				r.Blocks, r.Facts = x.Seq, r.Facts+int64(x.Facts)
				prev, after = x.Hash, endOfBlock{x.LastAt, x.LastID}
			}
		}
	})
}

// brokenBlock says what of a block does not hold.
func brokenBlock(x db.BillingBlock, links []link, prev string, seq int64) string {
	n := len(links)
	// Facts received at the block's last instant may belong to the next one.
	for n > 0 && n > int(x.Facts) && links[n-1].at.Equal(x.LastAt) && slices.Compare(links[n-1].id[:], x.LastID[:]) > 0 {
		n--
	}
	switch {
	case x.Seq != seq:
		return fmt.Sprintf("block %d is missing", seq)
	case x.PrevHash != prev:
		return fmt.Sprintf("block %d does not follow from the one before it", seq)
	case n != int(x.Facts):
		return fmt.Sprintf("block %d holds %d facts and was sealed with %d", seq, n, x.Facts)
	case rate.ChainHash(prev, seq, leavesOf(links[:n])) != x.Hash:
		return fmt.Sprintf("block %d is not what was sealed: a fact received after the block before it and until %s was changed or swapped", seq, x.LastAt.UTC().Format(time.RFC3339Nano))
	}
	return ""
}
