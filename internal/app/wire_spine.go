package app

import (
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
)

// buildSpine builds what two or more domains stand on.
func (w *world) buildSpine() {
	w.chats = chat.NewLog(w.db.Pool, w.clock, w.outbox, w.hub)
	w.shop = shop.NewShop(w.db.Pool, w.clock, w.outbox)
	w.library = knowledge.NewLibrary(w.db.Pool, w.clock)
	w.learnFromTalks()
	w.book = sop.NewBook(w.db.Pool, w.clock, w.outbox)
}
