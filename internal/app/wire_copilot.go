package app

import (
	"context"
	"time"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// buildCopilot builds what stands beside the agents. It comes before the bot,
// which speaks through its guard.
func (w *world) buildCopilot() (err error) {
	from := copilot.Sources{Chats: w.chats, Shop: w.shop, Library: w.library, Book: w.book, Hub: w.hub}
	if w.model.Writes() {
		from.Translate = w.translate
	}
	w.coach, err = copilot.New(w.db.Pool, w.clock, w.log, w.outbox, from)
	return err
}

// translate asks the model for an agent's words in another language; the coach
// checks what comes back.
func (w *world) translate(ctx context.Context, brand uid.Brand, text string, to tongue.Lang) (string, error) {
	type translation struct {
		Text string `json:"text"`
	}
	got, err := llm.Ask[translation](ctx, w.model, brand, llm.Question{
		Name:     "translation",
		Task:     "Translate a shop agent's reply into the language named, politely and briefly. Keep every number, order id, name and link exactly as written.",
		Material: map[string]any{"text": text, "into": map[tongue.Lang]string{tongue.Chinese: "Chinese", tongue.English: "English"}[to]},
	})
	return got.Text, err
}

// holds tells the live lane whether a conversation is an agent's now.
func (w *world) holds(agent uid.Agent, id uid.Chat) bool {
	const longest = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	c, err := w.chats.Chat(ctx, pg.Everything, id)
	return err == nil && c.State == chat.WithHuman && c.Agent == agent
}

// ofBrand tells the live lane whether a conversation is a brand's.
func (w *world) ofBrand(brand uid.Brand, id uid.Chat) bool {
	const longest = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	_, err := w.chats.Chat(ctx, pg.OfBrand(brand), id)
	return err == nil
}
