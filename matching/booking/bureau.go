package booking

import (
	"context"

	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// Trial is the question that a quote's odds rest on: the seats and everybody
// who could take one, and how many agents there are at all.
type Trial func(ctx context.Context, r Request, slug string, seats []Seat) (*plan.Instance, int, error)

// Bureau takes what brands ask for, up to the booking.
type Bureau struct {
	on    *ground.Ground
	trial Trial
}

// New makes a bureau that tries its quotes on a pool.
func New(on *ground.Ground, trial Trial) *Bureau { return &Bureau{on, trial} }
