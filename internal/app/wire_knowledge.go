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
// what the shelf lacked, and what they changed, becomes a proposal. It reads
// beside the listener's transaction: there are fewer listeners at work than
// connections, so the second one is never waited for without end.
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
		changed, err := w.changedIn(ctx, f, said)
		if err != nil {
			return err
		}
		return w.library.Learn(ctx, tx, f.Brand, f.Chat, talk, changed)
	})
}

// changedIn are the answers in which an agent changed what the copilot offered.
func (w *world) changedIn(ctx context.Context, f fact.ChatClosed, said []chat.Message) ([]knowledge.Lesson, error) {
	drafts, err := w.coach.Changed(ctx, f.Brand, f.Chat)
	if err != nil || len(drafts) == 0 {
		return nil, err
	}
	words := map[int64]string{}
	for _, m := range said {
		words[m.Seq] = m.Text
	}
	var out []knowledge.Lesson
	for _, d := range drafts {
		out = append(out, knowledge.Lesson{Seq: d.Seq, Question: words[d.Seq], Answer: words[d.SentSeq], Offered: d.Offered, Source: d.Source})
	}
	return out, nil
}
