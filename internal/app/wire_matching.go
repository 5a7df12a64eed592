package app

import "github.com/manyhands/manyhands/matching"

// buildBoard builds who works when.
func (w *world) buildBoard() {
	w.board = matching.NewBoard(w.db.Pool, w.clock, w.outbox, w.hub, w.register, w.log)
	w.board.Listen(w.outbox)
}
