// Command retail replays the right answers of the public retail tasks through
// the shop, as far as the policy of that shop, written as procedures, allows
// it, and compares the orders that come out with those of the public tools.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
)

// procedures are which file answers for which public tool.
var procedures = map[string]string{
	"cancel_pending_order": "cancel", "modify_pending_order_payment": "payment", "modify_pending_order_address": "address",
	"modify_pending_order_items": "modify", "return_delivered_order_items": "return", "exchange_delivered_order_items": "exchange",
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "retail:", err)
		os.Exit(1)
	}
}

type bench struct {
	brand bot.Brand
	world *world
	sops  map[string]*sop.Procedure
}

type task struct {
	User    string `json:"user_id"`
	Says    string `json:"instruction"`
	Actions []call `json:"actions"`
}

func run(data, here string) error {
	b, err := open(data, here)
	if err != nil {
		return err
	}
	for _, strict := range []bool{true, false} {
		if !strict {
			b.without("other_option")
		}
		t := newTally()
		if err := b.playAll(data, t); err != nil {
			return err
		}
		t.print(map[bool]string{true: "the policy as it is written", false: "an item may be changed to itself"}[strict])
	}
	return nil
}

// without drops a guard from every procedure.
func (b *bench) without(guard string) {
	for _, p := range b.sops {
		for i := range p.Guards {
			if p.Guards[i].ID == guard {
				p.Guards = slices.Delete(p.Guards, i, i+1)
				break
			}
		}
	}
}

func (b *bench) playAll(data string, t *tally) error {
	f, err := os.Open(filepath.Join(data, "tasks.train.jsonl"))
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		var one task
		if err := decode(sc.Bytes(), &one); err != nil {
			return fmt.Errorf("task %d: %w", n, err)
		}
		if err := b.play(n, one, t); err != nil {
			return fmt.Errorf("task %d: %w", n, err)
		}
	}
	return sc.Err()
}

func open(data, here string) (*bench, error) {
	b := &bench{sops: map[string]*sop.Procedure{}, world: &world{}}
	for _, file := range []struct {
		name string
		ours func(*bytes.Reader) error
		raw  any
	}{
		{"products.json", func(r *bytes.Reader) (err error) {
			b.brand.Products, err = shop.ReadProducts("products.json", r)
			return err
		}, &b.world.products},
		{"orders.json", func(r *bytes.Reader) (err error) { b.brand.Orders, err = shop.ReadOrders("orders.json", r); return err }, &b.world.orders},
		{"users.json", func(r *bytes.Reader) (err error) {
			b.brand.Shoppers, err = shop.ReadShoppers("users.json", r)
			return err
		}, &b.world.users},
	} {
		raw, err := os.ReadFile(filepath.Join(data, file.name))
		if err != nil {
			return nil, err
		}
		if err := errors.Join(file.ours(bytes.NewReader(raw)), decode(raw, file.raw)); err != nil {
			return nil, err
		}
	}
	for _, name := range procedures {
		src, err := os.ReadFile(filepath.Join(here, "sops", name+".yaml"))
		if err != nil {
			return nil, err
		}
		if b.sops[name], err = sop.Parse(name, src); err != nil {
			return nil, err
		}
		for _, found := range b.sops[name].Lint() {
			fmt.Fprintln(os.Stderr, "lint:", found)
		}
	}
	return b, nil
}

// step is what came of one action on both sides.
type step struct {
	order            string
	refused, theirs  string // why ours did nothing, and why theirs did not
	guards           []string
	differs          []string
	public, replayed state
}

// play replays one task on a shop of its own.
func (b *bench) play(n int, one task, t *tally) error {
	shelf, public := bot.NewShelf(b.brand), copyOf(b.world)
	var steps []step
	for i, c := range one.Actions {
		s := step{order: c.Args.Order, theirs: public.do(c)}
		var err error
		if s.refused, s.guards, err = b.ours(shelf, one.User, fmt.Sprintf("%d/%d", n, i), c); err != nil {
			return err
		}
		steps = append(steps, s)
	}
	for i := range steps {
		steps[i].public = public.state(steps[i].order)
		steps[i].replayed = ours(shelf, one.User, steps[i].order)
		steps[i].differs = differences(steps[i].public, steps[i].replayed)
	}
	t.add(n, one, steps)
	return nil
}

// ours runs the procedure with everything it asks for, and says yes.
func (b *bench) ours(shelf *bot.Shelf, who, key string, c call) (string, []string, error) {
	name := procedures[c.Name]
	p := b.sops[name]
	if p == nil {
		return "no procedure", nil, nil
	}
	facts := map[string]any{"order_id": c.Args.Order}
	add := func(k, v string) {
		if v != "" {
			facts[k] = v
		}
	}
	add("reason", c.Args.Reason)
	add("payment", c.Args.Payment)
	if len(c.Args.Items) > 0 {
		facts["items"] = anyOf(c.Args.Items)
	}
	if len(c.Args.To) > 0 {
		facts["to"] = anyOf(c.Args.To)
	}
	if c.Args.Line1 != "" {
		facts["address"] = map[string]any{"line": joined(c.Args.Line1, c.Args.Line2), "city": c.Args.City, "province": c.Args.State, "zip": c.Args.Zip, "country": c.Args.Country}
	}
	now := time.Date(2026, 5, 15, 15, 0, 0, 0, time.UTC)
	customer, _ := shelf.Shopper(who)
	turn := sop.Turn{Lang: "en", Now: now, Shopper: customer.View(), Key: key, Look: look(shelf, who)}
	state := p.Start(facts)
	act := shelf.ActAt(now)
	var failed []string
	for _, text := range []string{"", "yes"} {
		turn.Text = text
		out, err := p.Advance(context.Background(), state, turn, func(ctx context.Context, order string, a shop.Action) (shop.Result, error) {
			return act(ctx, who, order, a)
		})
		if err != nil {
			if f, ok := fault.As(err); ok {
				return f.Code, nil, nil
			}
			return "", nil, err
		}
		for _, f := range out.Failed {
			failed = append(failed, f.Guard)
		}
		if len(out.Did) > 0 {
			return "", nil, nil
		}
		if len(failed) > 0 {
			break
		}
		state = out.State
	}
	return strings.Join(append([]string{"refused at " + state.Step}, failed...), " "), failed, nil
}

func look(shelf *bot.Shelf, who string) func(string, string) (map[string]any, map[string]any, bool) {
	return func(order, _ string) (map[string]any, map[string]any, bool) {
		for _, o := range shelf.Orders(who) {
			if o.ID == order {
				return o.View(), nil, true
			}
		}
		return nil, nil, false
	}
}

func anyOf(in []string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}

// ours is an order of ours in the form that both sides share.
func ours(shelf *bot.Shelf, who, id string) state {
	s := state{Cards: map[string]int64{}}
	for _, o := range shelf.Orders(who) {
		if o.ID != id {
			continue
		}
		s.Status, s.Address = fmt.Sprint(o.View()["status"]), o.Address.String()
		variant := map[string]string{}
		for _, it := range o.Items {
			variant[it.ID] = it.Variant
			s.Items = append(s.Items, fmt.Sprint(it.Variant, " ", it.PriceMinor))
		}
		for _, m := range o.Movements {
			s.Moved = append(s.Moved, fmt.Sprint(m.Kind, " ", m.Wallet, " ", m.AmountMinor))
		}
		for _, c := range o.Claims {
			if c.Kind == "cancel_order" {
				s.Reason = c.Note
			}
		}
		for _, c := range slices.Concat(o.Returns, o.Exchanges) {
			for _, it := range c.Items {
				s.Back = append(s.Back, variant[it])
			}
			s.To = append(s.To, c.To...)
			s.Wallet = c.Wallet
			if len(c.To) > 0 {
				s.DiffMinor = -c.RefundMinor
			}
		}
		for _, list := range [][]string{s.Items, s.Moved, s.Back, s.To} {
			slices.Sort(list)
		}
	}
	customer, _ := shelf.Shopper(who)
	for _, w := range customer.Wallets {
		if w.Kind == "gift_card" {
			s.Cards[w.ID] = w.BalanceMinor
		}
	}
	return s
}

// differences names the fields in which two orders are not the same.
func differences(a, b state) []string {
	var out []string
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range va.NumField() {
		x, y := va.Field(i).Interface(), vb.Field(i).Interface()
		if fmt.Sprint(x) != fmt.Sprint(y) {
			out = append(out, fmt.Sprintf("%s: public %v, ours %v", va.Type().Field(i).Name, x, y))
		}
	}
	return out
}
