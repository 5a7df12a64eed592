package copilot

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
)

// offers is the log of suggestions on its way into the database. Whoever comes
// while nobody writes, writes; whoever comes meanwhile leaves theirs to them. So
// one write carries what one took, or what two hundred did, and no push waits
// for it. What is here when the program is killed is lost to the log: it was
// shown, and nobody can have taken it yet.
type offers struct {
	mu      sync.Mutex // covers both
	rows    db.OfferParams
	writing bool
}

// addOffered appends what is about to be shown.
func addOffered(p *db.OfferParams, ch chat.Chat, h Hints) {
	for _, d := range h.Drafts {
		p.Ids = append(p.Ids, uuid.UUID(d.ID))
		p.Brands = append(p.Brands, uuid.UUID(ch.Brand))
		p.Chats = append(p.Chats, uuid.UUID(ch.ID))
		p.Agents = append(p.Agents, uuid.UUID(ch.Agent))
		p.Seqs = append(p.Seqs, h.Seq)
		p.Kinds = append(p.Kinds, d.Kind)
		p.Sources = append(p.Sources, sourceOf(d))
		p.Texts = append(p.Texts, d.Text)
		p.Ats = append(p.Ats, h.At)
	}
}

// offer writes down what is shown before it is shown: for one who asks and may
// take it at once.
func (c *Coach) offer(ctx context.Context, ch chat.Chat, h Hints) error {
	var p db.OfferParams
	addOffered(&p, ch, h)
	return c.writeOffers(ctx, p)
}

// offerSoon writes down what was pushed, with what others pushed meanwhile.
func (c *Coach) offerSoon(ctx context.Context, ch chat.Chat, h Hints) error {
	o := &c.offers
	o.mu.Lock()
	defer o.mu.Unlock()
	addOffered(&o.rows, ch, h)
	if o.writing {
		return nil
	}
	o.writing = true
	defer func() { o.writing = false }()
	for len(o.rows.Ids) > 0 {
		p := o.rows
		o.rows = db.OfferParams{}
		o.mu.Unlock()
		err := c.writeOffers(context.WithoutCancel(ctx), p) // others' rows do not end with this one's caller
		o.mu.Lock()
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Coach) writeOffers(ctx context.Context, p db.OfferParams) error {
	if len(p.Ids) == 0 {
		return nil
	}
	err := c.inTx(ctx, pg.Everything, func(tx pgx.Tx) error { return db.New(tx).Offer(ctx, p) })
	if err != nil {
		return fmt.Errorf("note offered drafts: %w", err)
	}
	return nil
}
