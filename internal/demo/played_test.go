package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// stage is the shop in memory, read back from the files as the product reads
// them, so that guards see what the platforms add to an order.
type stage struct {
	orders map[string]shop.Order
	shelf  *shop.Catalogue
	world  shop.World
}

func newStage(t *testing.T, s Sales) *stage {
	t.Helper()
	b, err := json.Marshal(s.Orders)
	if err != nil {
		t.Fatal(err)
	}
	orders, err := shop.ReadOrders("orders.json", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	products, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	parcels := map[string]shop.Parcel{}
	for _, p := range s.Parcels {
		parcels[p.Tracking] = p
	}
	shelf := shop.NewCatalogue(products)
	return &stage{orders, shelf, shop.World{Now: Anchor(), Catalogue: shelf, Parcels: parcels}}
}

// look brings an order and the product of one of its items, or of its only
// one.
func (st *stage) look(order, item string) (orderView, productView map[string]any, ok bool) {
	o, ok := st.orders[order]
	if !ok {
		return nil, nil, false
	}
	for _, it := range o.Items {
		if it.ID == item || item == "" && len(o.Items) == 1 {
			if p, found := st.shelf.Product(it.Product); found {
				productView = p.View()
			}
		}
	}
	return o.View(), productView, true
}

// play feeds a scene's turns to its procedure until that ends, and tells what
// became of it.
func (st *stage) play(t *testing.T, p Part, procedure *sop.Procedure) (last sop.Outcome) {
	t.Helper()
	run := procedure.Start(nil)
	act := func(_ context.Context, order string, a shop.Action) (shop.Result, error) {
		after, res, err := shop.Apply(st.orders[order], a, st.world)
		if err == nil {
			st.orders[order] = after
		}
		return res, err
	}
	for _, turn := range p.Turns {
		out, err := procedure.Advance(t.Context(), run, sop.Turn{
			Text: turn.Say, Lang: tongue.Lang(p.Lang), Images: turn.Images, Now: Anchor(), Shopper: p.Shopper.View(), Key: p.ID,
			Look: st.look, Orders: []string{p.Order.ID},
		}, act)
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		if last, run = out, out.State; out.Ended {
			break
		}
	}
	return last
}

// Whatever the seed casts, a scene about a procedure ends as it says: served
// by the procedure alone, or handed to a person for the reason written.
func TestTheScenesOfProceduresEndAsWritten(t *testing.T) {
	t.Parallel()
	scenes, err := Scenes()
	if err != nil {
		t.Fatal(err)
	}
	list, played := procedures(t), map[string]bool{}
	for s := uint64(1); s <= 4; s++ {
		sales, err := Orders(s, Anchor(), size)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := Cast(scenes, sales, Anchor())
		if err != nil {
			t.Fatal(err)
		}
		st := newStage(t, sales)
		for _, p := range parts {
			if p.Procedure == "" {
				continue
			}
			played[p.Procedure] = true
			out := st.play(t, p, list[p.Procedure])
			reason := ""
			if out.Handoff != nil {
				reason = out.Handoff.Reason
			}
			if !out.Ended || reason != p.Because {
				t.Errorf("seed %d, %s %s: got ended %v, handed over for %q, said %q; want %s %q", s, p.ID, p.Title, out.Ended, reason, out.Say, p.Ending, p.Because)
			}
		}
	}
	if len(played) != len(list) {
		t.Errorf("got scenes of %d procedures, want all %d", len(played), len(list))
	}
}
