package app

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// demoDoors are the domains that a demo's people are brought into.
func (w *world) demoDoors() demo.Doors {
	return demo.Doors{
		Register:  w.register,
		Available: w.board.AddAvailability,
		Grant: func(ctx context.Context, agents []uid.Agent, brand uid.Brand, slug string) error {
			return pg.InTx(ctx, w.db.Pool, pg.Everything, func(tx pgx.Tx) error {
				for _, a := range agents {
					if err := w.register.GiveTag(ctx, tx, a, tag.Tag("brand:"+slug), account.TagCertificate); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
