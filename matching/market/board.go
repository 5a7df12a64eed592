package market

import (
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Board holds every shift, from its offer to the hours that were worked. Brands
// meet it through the bureau that it carries.
type Board struct {
	*booking.Bureau
	on *ground.Ground
}

// New makes a board, with the bureau that books on it.
func New(on *ground.Ground) *Board {
	b := &Board{on: on}
	b.Bureau = booking.New(on, b.trial)
	return b
}
