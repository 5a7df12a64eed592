package shop

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// What taking back can be refused for.
var (
	ErrNotReversible = fault.New(fault.Conflict, "shop_not_reversible", "what was done cannot be taken back")
	ErrTakenBack     = fault.New(fault.Conflict, "shop_taken_back", "it was done, and taken back since")
)

// Withdrawn is something that was filed and taken back. It no longer stands
// among the order's returns, exchanges and claims, so whatever counts those
// counts what stands.
type Withdrawn struct {
	ID      string      `json:"id"`
	Kind    string      `json:"kind"` // the action that had filed it
	FiledAt time.Time   `json:"filed_at"`
	At      time.Time   `json:"at"`
	Case    *ReturnCase `json:"case,omitempty"`
}

// reversible are the claims that trade lets a shopper take back: nothing has
// left and nothing was paid for them. An address, a size or a payment is
// changed back by changing it again, an invoice is replaced; a cancelled order
// has given its money and its stock back, and a card, a reward or a price
// difference has gone out.
var reversible = []string{"book_installation", "request_repair"}

// takeBack withdraws a return, an exchange, a repair or an installation that
// was filed under the id.
func takeBack(o *Order, a args, w World) (Result, error) {
	id, err := a.need("id")
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(o.Withdrawn, func(b Withdrawn) bool { return b.ID == id }) {
		return nil, ErrDoneOnce.With("%s of order %s was taken back already", id, o.ID)
	}
	back, err := o.withdraw(id)
	if err != nil {
		return nil, err
	}
	back.At = w.Now
	o.Withdrawn = append(o.Withdrawn, back)
	for i, d := range o.Done {
		if d.Result["id"] == id {
			o.Done[i].TakenBack = true
		}
	}
	res := Result{"id": id, "kind": back.Kind}
	if back.Case != nil {
		res["items"] = anyOf(back.Case.Items)
	}
	return res, nil
}

// withdraw takes what was filed under an id out of the order's lists.
func (o *Order) withdraw(id string) (Withdrawn, error) {
	for kind, list := range map[string]*[]ReturnCase{"return_items": &o.Returns, "exchange_items": &o.Exchanges} {
		if i := slices.IndexFunc(*list, func(c ReturnCase) bool { return c.ID == id }); i >= 0 {
			c := (*list)[i]
			*list = slices.Delete(*list, i, i+1)
			return Withdrawn{ID: id, Kind: kind, FiledAt: c.FiledAt, Case: &c}, nil
		}
	}
	i := slices.IndexFunc(o.Claims, func(c Claim) bool { return c.ID == id })
	if i < 0 {
		return Withdrawn{}, ErrNothingFiled.With("order %s has nothing filed under %s", o.ID, id)
	}
	c := o.Claims[i]
	if !slices.Contains(reversible, c.Kind) {
		return Withdrawn{}, ErrNotReversible.With("%s of order %s cannot be taken back", c.Kind, o.ID)
	}
	o.Claims = slices.Delete(o.Claims, i, i+1)
	return Withdrawn{ID: id, Kind: c.Kind, FiledAt: c.FiledAt}, nil
}

// filed is how many of a kind were ever filed: numbers are given once, also
// those of what was taken back.
func (o *Order) filed(kinds ...string) int {
	n := 0
	for _, b := range o.Withdrawn {
		if slices.Contains(kinds, b.Kind) {
			n++
		}
	}
	return n
}

// standsWithdrawn tells whether the order shows that id was taken back.
func (o Order) standsWithdrawn(id string) bool {
	return slices.ContainsFunc(o.Withdrawn, func(b Withdrawn) bool { return b.ID == id }) &&
		!hasCase(o.Returns, id) && !hasCase(o.Exchanges, id) &&
		!slices.ContainsFunc(o.Claims, func(c Claim) bool { return c.ID == id })
}
