package app

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
)

// mostLearnedFrom is how many messages of one conversation are read.
const mostLearnedFrom = 500

// learnFromTalks has the library hear of conversations that a person answered:
// what the shelf lacked becomes a proposal.
func (w *world) learnFromTalks() {
	outbox.On(w.outbox, "knowledge", func(ctx context.Context, tx pgx.Tx, f fact.ChatClosed) error {
		if f.HumanAt == nil {
			return nil
		}
		said, err := w.chats.Since(ctx, pg.OfBrand(f.Brand), f.Chat, 0, mostLearnedFrom)
		if err != nil {
			return err
		}
		if err := pg.Enter(ctx, tx, pg.OfBrand(f.Brand)); err != nil {
			return err
		}
		talk := make([]knowledge.Said, len(said))
		for i, m := range said {
			talk[i] = knowledge.Said{Seq: m.Seq, Shopper: m.Author == chat.Shopper, Person: m.Author == chat.Agent, Text: m.Text}
		}
		return w.library.Learn(ctx, tx, f.Brand, f.Chat, talk, nil)
	})
}
