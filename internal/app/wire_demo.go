package app

import (
	"context"

	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/uid"
)

// demoDoors are the domains that a demo's people are brought into.
func (w *world) demoDoors() demo.Doors {
	return demo.Doors{
		Register:  w.register,
		Available: w.board.AddAvailability,
		Grant: func(ctx context.Context, agents []uid.Agent, brand uid.Brand, slug string) error {
			return nil
		},
	}
}
