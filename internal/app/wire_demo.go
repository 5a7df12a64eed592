package app

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
)

// demoDoors are the domains that a demo's people are brought into.
func (w *world) demoDoors() demo.Doors {
	return demo.Doors{
		Register:  w.register,
		Available: w.board.AddAvailability,
		Grant: func(ctx context.Context, agents []uid.Agent, brand uid.Brand, _ string) error {
			return w.school.Grant(ctx, agents, brand)
		},
	}
}

// prompt is what the demo's beginner writes next in a drill.
func (w *world) prompt(people demo.World, how func(drill.Scenario, drill.State) string) func(context.Context, string) (string, error) {
	return func(ctx context.Context, id string) (string, error) {
		d, err := uid.Parse[uid.Drill](id)
		if err != nil {
			return "", err
		}
		return w.school.Prompt(ctx, demo.AgentID(people.Beginner), d, how)
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
