package app

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/api"
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

// seedPeople fills an empty database with the demo's brand, personas and a
// small pool around tomorrow evening, and tells who can sign in.
func (w *world) seedPeople(ctx context.Context, say func(string)) ([]api.DemoLogin, error) {
	const seed, agents = 7, 200
	opens := w.clock.Now().In(demo.Zone()).Truncate(24 * time.Hour).Add(36 * time.Hour) // 20:00 there
	people := demo.People(seed, demoBrand(demoOptions{}), opens, agents)
	say(fmt.Sprintf("seating %d demo agents", agents))
	if err := demo.Seed(ctx, w.demoDoors(), people); err != nil {
		return nil, err
	}
	for _, l := range demoLogins(people) {
		say(fmt.Sprintf("  %-9s %-32s %s", l.Role, l.Email, l.Password))
	}
	return demoLogins(people), nil
}
