package app

import (
	"context"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/uid"
)

// buildBot builds the bot: it hands over through the desk and speaks through
// the copilot's guard, which it may not import.
func (w *world) buildBot() error {
	rule := func(_ context.Context, brand uid.Brand, channel string, by bot.Speaker, text string) bot.Ruling {
		author := guard.Bot
		if by == bot.ByShopper {
			author = guard.Shopper
		}
		return rulingOf(w.coach.Check(brand, channel, author, text), text)
	}
	stores := bot.Stores{Chats: w.chats, Register: w.register, Library: w.library, Book: w.book, Shop: w.shop, Model: w.model, Cabinet: w.cabinet}
	w.bot = bot.New(w.db.Pool, w.clock, w.log, stores, w.desk.SeekFor, rule)
	return nil
}

// heard sends a shopper's message to whoever holds the conversation.
func (w *world) heard(id uid.Chat) {
	w.bot.Wake(id)
	w.coach.Wake(id)
}
