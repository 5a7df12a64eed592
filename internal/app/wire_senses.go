package app

import (
	"context"

	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/llm"
)

// buildSenses builds what the product sees and hears with, and a model where
// one is set. Each may be missing; whoever uses it does without.
func (w *world) buildSenses(ctx context.Context) {
	w.cabinet = attachment.NewCabinet(w.db.Pool, w.clock)
	w.reader = attachment.FindReader(ctx)
	at := llm.Endpoint{URL: w.cfg.ModelURL, Key: w.cfg.ModelKey, Chat: w.cfg.ModelChat, Embed: w.cfg.ModelEmbed, Hear: w.cfg.ModelVoice}
	w.model = llm.New(at, llm.NewLedger(w.db.Pool, w.clock, w.cfg.ModelBudget), w.log, nil)
}
