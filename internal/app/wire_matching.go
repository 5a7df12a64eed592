package app

import (
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/desk"
)

// buildBoard builds who works when.
func (w *world) buildBoard() {
	w.board = matching.NewBoard(w.db.Pool, w.clock, w.outbox, w.hub, w.register, w.chats.Arrivals, w.log)
	w.board.Listen(w.outbox)
}

// buildDesk builds who takes which chat.
func (w *world) buildDesk() {
	w.desk = desk.New(w.db.Pool, w.clock, w.log, w.chats, w.register, w.hub)
}
