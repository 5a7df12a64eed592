package bot

import (
	"slices"

	"github.com/manyhands/manyhands/internal/shop"
)

// pictureToPerson is the table of source S5: in which order states a picture
// or a video goes to a person. Before anything has arrived a picture is about
// choosing or paying, which words can settle; afterwards it shows damage, a
// wrong item or a label, which the bot does not judge.
var pictureToPerson = map[shop.State]bool{
	shop.NotOrdered:       false,
	shop.AwaitingPayment:  false,
	shop.AwaitingGroup:    false,
	shop.AwaitingShipment: false,
	shop.PartlyShipped:    true,
	shop.Shipped:          true,
	shop.Completed:        true,
	shop.Closed:           true,
	shop.Cancelled:        false,
}

// mediaNeedsPerson applies the brand's own list of states, else the table.
func (m *Mind) mediaNeedsPerson(state shop.State) bool {
	if list := m.brand.Profile.MediaToPerson; list != nil {
		return slices.Contains(list, string(state))
	}
	return pictureToPerson[state]
}
